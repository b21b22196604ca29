#include "tests/law/two_sample.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <functional>
#include <random>

namespace widefield::law {
namespace {

/// log C(2n, n - shift) / C(2n, n).
double log_ratio(double n, double shift) {
  return 2 * std::lgamma(n + 1) - std::lgamma(n - shift + 1) - std::lgamma(n + shift + 1);
}

/// max |F_left - F_right| in units of 1/n. Ties advance both sides together.
int distance_steps(std::vector<double>& left, std::vector<double>& right) {
  std::sort(left.begin(), left.end());
  std::sort(right.begin(), right.end());
  int worst = 0;
  std::size_t i = 0, j = 0;
  while (i < left.size() && j < right.size()) {
    const double x = std::min(left[i], right[j]);
    while (i < left.size() && left[i] == x)
      ++i;
    while (j < right.size() && right[j] == x)
      ++j;
    worst = std::max(worst, std::abs(static_cast<int>(i) - static_cast<int>(j)));
  }
  return worst;
}

struct Scale {
  double mean, deviation;
};

Scale pooled_scale(const Sample& left, const Sample& right, int statistic) {
  double sum = 0, square = 0;
  const int count = left.size() + right.size();
  for (const Sample* sample : {&left, &right})
    for (const double x : sample->column(statistic))
      sum += x;
  const double mean = sum / count;
  for (const Sample* sample : {&left, &right})
    for (const double x : sample->column(statistic))
      square += (x - mean) * (x - mean);
  return {mean, std::sqrt(square / count)};
}

Sample standardised(const Sample& sample, const std::vector<Scale>& scales) {
  Sample result = sample;
  for (std::size_t i = 0; i < result.values.size(); ++i) {
    const Scale& scale = scales[i % scales.size()];
    const double centred = result.values[i] - scale.mean;
    result.values[i] = scale.deviation > 0 ? centred / scale.deviation : centred;
  }
  return result;
}

std::vector<Scale> pooled_scales(const Sample& left, const Sample& right) {
  std::vector<Scale> scales;
  for (int s = 0; s < left.statistics; ++s)
    scales.push_back(pooled_scale(left, right, s));
  return scales;
}

std::vector<float> distances(const std::vector<const double*>& points, int statistics) {
  const std::size_t n = points.size();
  std::vector<float> result(n * n);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      double square = 0;
      for (int s = 0; s < statistics; ++s)
        square += (points[i][s] - points[j][s]) * (points[i][s] - points[j][s]);
      result[i * n + j] = static_cast<float>(std::sqrt(square));
    }
  return result;
}

/// The energy distance, up to a factor, for labels +1 and -1 of equal number: -s^T D s.
double energy(const std::vector<float>& distance, const std::vector<float>& label) {
  const std::size_t n = label.size();
  std::vector<float> image(n);
  for (std::size_t i = 0; i < n; ++i)  // in this order the inner loop is vectorised
    for (std::size_t j = 0; j < n; ++j)
      image[j] += label[i] * distance[i * n + j];
  double total = 0;
  for (std::size_t j = 0; j < n; ++j)
    total -= static_cast<double>(label[j]) * image[j];
  return total;
}

template <class Operation>
std::vector<double> combined(const Sample& sample, int first, int second, Operation operation) {
  std::vector<double> result(static_cast<std::size_t>(sample.size()));
  for (int i = 0; i < sample.size(); ++i)
    result[i] = operation(sample.at(i, first), sample.at(i, second));
  return result;
}

}  // namespace

std::vector<double> Sample::column(int statistic) const {
  std::vector<double> result(static_cast<std::size_t>(size()));
  for (int i = 0; i < size(); ++i)
    result[i] = at(i, statistic);
  return result;
}

double kolmogorov_smirnov_p(std::vector<double> left, std::vector<double> right) {
  assert(left.size() == right.size() && !left.empty());
  for (const auto* side : {&left, &right})
    for (const double x : *side)
      if (std::isnan(x)) return 0;  // a NaN has no place in any law compared here
  const double n = static_cast<double>(left.size());
  const int steps = distance_steps(left, right);
  if (steps == 0) return 1;
  double p = 0;
  for (int i = 1; i * steps <= n; ++i)
    p += (i % 2 == 1 ? 2 : -2) * std::exp(log_ratio(n, static_cast<double>(i) * steps));
  return std::clamp(p, 0.0, 1.0);
}

double energy_p(const Sample& left, const Sample& right, const EnergyTest& test) {
  const std::vector<Scale> scales = pooled_scales(left, right);
  const Sample samples[2] = {standardised(left, scales), standardised(right, scales)};
  const int count = std::min({test.count, left.size(), right.size()});
  std::vector<const double*> points;
  std::vector<float> label;
  for (int side = 0; side < 2; ++side)
    for (int i = 0; i < count; ++i) {
      points.push_back(&samples[side].values[static_cast<std::size_t>(i) * left.statistics]);
      label.push_back(side == 0 ? 1.0f : -1.0f);
    }
  const std::vector<float> distance = distances(points, left.statistics);
  const double seen = energy(distance, label);
  std::mt19937_64 generator(test.seed);
  int as_far = 0;
  for (int i = 0; i < test.permutations; ++i) {
    std::shuffle(label.begin(), label.end(), generator);
    as_far += energy(distance, label) >= seen ? 1 : 0;
  }
  return (1.0 + as_far) / (1.0 + test.permutations);
}

double smallest_p(const Sample& left, const Sample& right) {
  const std::vector<Scale> scales = pooled_scales(left, right);
  const Sample a = standardised(left, scales), b = standardised(right, scales);
  double smallest = 1;
  int tests = 0;
  const auto look = [&](std::vector<double> x, std::vector<double> y) {
    smallest = std::min(smallest, kolmogorov_smirnov_p(std::move(x), std::move(y)));
    ++tests;
  };
  const auto look_at_pair = [&](int i, int j, auto operation) {
    look(combined(a, i, j, operation), combined(b, i, j, operation));
  };
  for (int i = 0; i < a.statistics; ++i) {
    look(a.column(i), b.column(i));
    for (int j = 0; j < i; ++j) {
      look_at_pair(i, j, std::plus<>());
      look_at_pair(i, j, std::minus<>());
      look_at_pair(i, j, std::multiplies<>());
    }
  }
  return std::min(1.0, smallest * tests);
}

}  // namespace widefield::law
