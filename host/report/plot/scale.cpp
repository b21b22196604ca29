#include "host/report/plot/scale.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "host/report/plot/format.hpp"

namespace widefield {
namespace {

/// Part of the range that is left free at both ends.
constexpr double margin = 0.05;
/// A tick this close to the end of a scale, in parts of a step, is on it.
constexpr double slack = 1e-9;
/// Half the width of the range of a single number, relative to it.
constexpr double single_number = 0.1;
/// Beyond these the arithmetic of scales would overflow or lose digits.
constexpr double largest_drawn = 1e150, smallest_drawn = 1e-150;
/// Below this relative width neighbouring doubles would be seen.
constexpr double narrowest = 1e-12;

double power_of_ten(int exponent) {
  return std::pow(10.0, exponent);
}

struct Step {
  double size = 1;
  int minor = 5;     // parts of a step between minor ticks
  int exponent = 0;  // power of ten of the step
};

/// The smallest of 1, 2, 5 times a power of ten that gives at most `wanted` steps.
Step nice_step(double span, int wanted) {
  const double raw = span / std::max(1, wanted);
  const int exponent = static_cast<int>(std::floor(std::log10(raw)));
  for (const auto& [factor, minor] : {std::pair{1, 5}, {2, 4}, {5, 5}})
    if (factor * power_of_ten(exponent) >= raw * (1 - slack))
      return {factor * power_of_ten(exponent), minor, exponent};
  return {power_of_ten(exponent + 1), 5, exponent + 1};
}

/// Multiples of `step` inside the scale.
std::vector<double> multiples(const Scale& scale, double step) {
  std::vector<double> values;
  const double first = std::ceil(scale.low / step - slack);
  const double last = std::floor(scale.high / step + slack);
  for (double k = first; k <= last; ++k)
    values.push_back(std::clamp(k * step, scale.low, scale.high));
  return values;
}

bool is_major(double value, double step) {
  const double ratio = value / step;
  return std::abs(ratio - std::round(ratio)) < 1e-6;
}

Ticks steps(const Scale& scale, const Step& step) {
  Ticks out;
  out.major = multiples(scale, step.size);
  for (const double value : multiples(scale, step.size / step.minor))
    if (!is_major(value, step.size)) out.minor.push_back(value);
  const double largest = std::max(std::abs(scale.low), std::abs(scale.high));
  const bool plain = largest < 1e5 && step.exponent >= -6;
  for (const double value : out.major) {
    const double rounded = std::round(value / step.size) * step.size;  // 0 is 0, not 1e-17
    const int digits = static_cast<int>(std::floor(std::log10(largest))) - step.exponent + 1;
    out.labels.push_back(plain ? fixed(rounded, std::max(0, -step.exponent))
                               : significant(rounded, std::max(1, digits)));
  }
  return out;
}

std::string power_label(int exponent) {
  if (exponent == 0) return "1";
  if (exponent == 1) return "10";
  return "10" + superscript(exponent);
}

/// Powers of ten, every `stride`-th labelled; 2..9 between them as minor ticks.
Ticks decades(const Scale& scale, int wanted) {
  Ticks out;
  const int first = static_cast<int>(std::ceil(std::log10(scale.low) - slack));
  const int last = static_cast<int>(std::floor(std::log10(scale.high) + slack));
  const int stride = std::max(1, (last - first + wanted) / std::max(1, wanted));
  const auto inside = [&](double value) { return scale.contains(value); };
  for (int k = first - 1; k <= last; ++k) {
    const double power = std::clamp(power_of_ten(k), scale.low, scale.high);
    const bool major = k >= first && (k - first) % stride == 0;
    if (major) out.major.push_back(power), out.labels.push_back(power_label(k));
    if (k >= first && !major) out.minor.push_back(power);
    for (int digit = 2; stride == 1 && digit < 10; ++digit)
      if (inside(digit * power_of_ten(k))) out.minor.push_back(digit * power_of_ten(k));
  }
  return out;
}

/// 1, 2 and 5 times powers of ten, for scales with fewer than two powers of ten.
Ticks within_a_decade(const Scale& scale) {
  Ticks out;
  const int first = static_cast<int>(std::floor(std::log10(scale.low)));
  const int last = static_cast<int>(std::floor(std::log10(scale.high)));
  for (int k = first; k <= last; ++k)
    for (int digit = 1; digit < 10; ++digit) {
      const double value = digit * power_of_ten(k);
      if (!scale.contains(value)) continue;
      const bool major = digit == 1 || digit == 2 || digit == 5;
      (major ? out.major : out.minor).push_back(value);
      if (major) out.labels.push_back(significant(value, 1));
    }
  return out;
}

/// Steps of about the wanted number, and smaller ones where fewer than two would be seen.
Ticks linear_ticks(const Scale& scale, int wanted) {
  Ticks out = steps(scale, nice_step(scale.high - scale.low, wanted));
  constexpr int most_wanted = 64;  // rounding may hide the ticks of the narrowest scales
  while (out.major.size() < 2 && wanted < most_wanted)
    out = steps(scale, nice_step(scale.high - scale.low, wanted *= 2));
  return out;
}

Ticks logarithmic_ticks(const Scale& scale, int wanted) {
  constexpr double few_decades = 300;  // ratio below which powers of ten alone leave gaps
  Ticks out = decades(scale, wanted);
  if (out.major.size() >= 2 && scale.high / scale.low > few_decades) return out;
  out = within_a_decade(scale);
  return out.major.size() >= 2 ? out : linear_ticks(scale, wanted);
}

Scale widened(double low, double high, double start, double finish) {
  return {low, high, start, finish, false};
}

}  // namespace

void Range::include(double value) {
  if (!std::isfinite(value) || std::abs(value) > largest_drawn) return;
  if (std::abs(value) < smallest_drawn) value = 0;
  low = empty ? value : std::min(low, value);
  high = empty ? value : std::max(high, value);
  empty = false;
}

double Scale::operator()(double value) const {
  assert(!logarithmic || value > 0);
  const double part =
      logarithmic ? std::log(value / low) / std::log(high / low) : (value - low) / (high - low);
  return start + part * (finish - start);
}

bool spans_decades(const Range& range) {
  return !range.empty && range.low > 0 &&
         range.high / range.low >= std::pow(10.0, decades_for_logarithm);
}

Scale linear_scale(const Range& range, double start, double finish) {
  if (range.empty) return widened(0, 1, start, finish);
  const double middle = range.low / 2 + range.high / 2;
  const double span = range.high - range.low;
  const double size = std::max(std::abs(range.low), std::abs(range.high));
  if (span > narrowest * size)
    return widened(range.low - margin * span, range.high + margin * span, start, finish);
  const double half = size > 0 ? single_number * size : 1;
  return widened(middle - half, middle + half, start, finish);
}

Scale logarithmic_scale(const Range& range, double start, double finish) {
  assert(!range.empty && range.low > 0);
  const double factor = std::max(std::pow(range.high / range.low, margin), 1 + single_number);
  return {range.low / factor, range.high * factor, start, finish, true};
}

Scale fitting_scale(const Range& range, double start, double finish) {
  return spans_decades(range) ? logarithmic_scale(range, start, finish)
                              : linear_scale(range, start, finish);
}

Ticks ticks(const Scale& scale, int wanted) {
  assert(scale.low < scale.high);
  return scale.logarithmic ? logarithmic_ticks(scale, wanted) : linear_ticks(scale, wanted);
}

Ticks integer_ticks(const Scale& scale, int wanted) {
  if (scale.logarithmic) return logarithmic_ticks(scale, wanted);
  Step step = nice_step(scale.high - scale.low, wanted);
  if (step.size < 1) step = {1, 1, 0};
  if (step.size < 5 && step.exponent == 0) step.minor = static_cast<int>(step.size);
  return steps(scale, step);
}

}  // namespace widefield
