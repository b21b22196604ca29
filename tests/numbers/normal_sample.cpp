#include "tests/numbers/normal_sample.hpp"

#include <algorithm>
#include <cmath>

#include "tests/numbers/p_values.hpp"

namespace widefield {
namespace {

double normal_below(double z) {
  return 0.5 * std::erfc(-z / std::sqrt(2.0));
}

/// E z^k: 0 for odd k, 1 * 3 * ... * (k - 1) for even k.
double normal_moment(int k) {
  double product = k % 2 == 0 ? 1 : 0;
  for (int i = k - 1; i > 1; i -= 2)
    product *= i;
  return product;
}

}  // namespace

void NormalSample::add(const Pack<float>& z) {
  Pack<double> x = convert<Pack<double>>(z), power(1.0);
  for (double& sum : sums_) {
    power *= x;
    sum += sum_lanes(power);
  }
  const Pack<std::int32_t> bin =
      convert<Pack<std::int32_t>>((z + Pack<float>(farthest)) * Pack<float>(bins_per_unit));
  for (int lane = 0; lane < pack_lanes; ++lane)
    ++histogram_[std::size_t(bin[lane])];
  count_ += pack_lanes;
}

double NormalSample::beyond(int sigmas) const {
  const auto middle = histogram_.begin() + farthest * bins_per_unit;
  const auto inside = std::int64_t{sigmas} * bins_per_unit;
  double within = 0;
  for (auto bin = middle - inside; bin != middle + inside; ++bin)
    within += double(*bin);
  return double(count_) - within;
}

double NormalSample::largest_distance() const {
  double seen = 0, largest = 0;
  for (std::size_t bin = 0; bin < histogram_.size(); ++bin) {
    seen += double(histogram_[bin]);
    const double border = double(bin + 1) / bins_per_unit - farthest;
    largest = std::max(largest, std::abs(seen / double(count_) - normal_below(border)));
  }
  return largest;
}

double NormalSample::chi_square_of(int bins) const {
  constexpr int reach = 4;
  const int width = 2 * reach * bins_per_unit / bins, first = (farthest - reach) * bins_per_unit;
  double sum = 0, expected_inside = 0, seen_inside = 0;
  for (int bin = 0; bin < bins; ++bin) {
    double seen = 0;
    for (int i = 0; i < width; ++i)
      seen += double(histogram_[std::size_t(first + bin * width + i)]);
    const double low = 2.0 * reach * bin / bins - reach,
                 high = 2.0 * reach * (bin + 1) / bins - reach;
    const double expected = double(count_) * (normal_below(high) - normal_below(low));
    sum += (seen - expected) * (seen - expected) / expected;
    expected_inside += expected;
    seen_inside += seen;
  }
  const double tail = double(count_) - expected_inside, seen_tail = double(count_) - seen_inside;
  return sum + (seen_tail - tail) * (seen_tail - tail) / tail;
}

std::vector<std::pair<std::string, double>> law_tests(const NormalSample& sample) {
  std::vector<std::pair<std::string, double>> p;
  const double n = double(sample.count());
  for (int k = 1; k <= NormalSample::moments; ++k) {
    const double mean = normal_moment(k), variance = normal_moment(2 * k) - mean * mean;
    const double z = (sample.moment(k) - mean) / std::sqrt(variance / n);
    p.emplace_back("moment " + std::to_string(k), two_sided_normal(z));
  }
  for (const int sigmas : {4, 5}) {
    const double expected = n * std::erfc(sigmas / std::sqrt(2.0));
    p.emplace_back("beyond " + std::to_string(sigmas) + " sigma",
                   two_sided_poisson(sample.beyond(sigmas), expected));
  }
  constexpr int bins = 1024;
  p.emplace_back("Kolmogorov-Smirnov", kolmogorov(sample.largest_distance(), n));
  p.emplace_back("chi square", chi_square(sample.chi_square_of(bins), bins));
  return p;
}

}  // namespace widefield
