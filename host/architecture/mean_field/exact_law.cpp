#include "widefield/exact_law.hpp"

#include <algorithm>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>
#include <cmath>

namespace widefield {
namespace {

using boost::math::digamma;
using boost::math::trigamma;

// Beyond 14 standard deviations of Binomial(N, 1/2) a term weighs less than 1e-40.
constexpr double deviations = 14;

// psi(x) - ln x without cancellation: its asymptotic series where that has converged.
double digamma_less_log(double x) {
  constexpr double far = 40;
  if (x < far) return digamma(x) - std::log(x);
  const double y = 1 / (x * x);
  return -0.5 / x - y * (1.0 / 12 - y * (1.0 / 120 - y * (1.0 / 252 - y / 240)));
}

// Direction i of a frame of tangents: each one before it takes a degree of freedom.
struct Direction {
  double width;
  int number;
  bool orthogonal;

  double degrees(double neurons) const { return neurons - number + 1; }
};

// Given K neurons on, ln xi has mean psi(d/2) + ln(4/N) and variance psi'(d/2), d = K - i + 1; the
// beta law of orthogonal weights takes away those of a chi-square of N - i + 1.
LogLaw given_active(const Direction& direction, double active) {
  const double d = direction.degrees(active), all = direction.degrees(direction.width);
  const double scale = direction.orthogonal ? all : direction.width;
  LogLaw law{digamma_less_log(0.5 * d) + std::log1p((2 * d - scale) / scale), trigamma(0.5 * d)};
  if (direction.orthogonal) law.mean -= digamma_less_log(0.5 * all);
  if (direction.orthogonal) law.variance -= trigamma(0.5 * all);
  return law;
}

// Sums over K, weighted by P(K) relative to its largest value.
struct MixtureSums {
  double weight = 0, mean = 0, square = 0;

  void add(const Direction& direction, double k, double probability) {
    if (k < direction.number) return;
    const LogLaw law = given_active(direction, k);
    weight += probability;
    mean += probability * law.mean;
    square += probability * (law.variance + law.mean * law.mean);
  }
};

}  // namespace

LogLaw relu_growth(std::int64_t width, int direction, bool orthogonal) {
  const Direction which{static_cast<double>(width), direction, orthogonal};
  const double n = which.width, half = std::floor(0.5 * n);
  const double spread = deviations * 0.5 * std::sqrt(n) + 1;
  MixtureSums sums;
  double probability = 1;  // P(K = k + 1) / P(K = k) = (n - k) / (k + 1)
  for (double k = half; k >= std::max(1.0, half - spread); --k) {
    sums.add(which, k, probability);
    probability *= k / (n - k + 1);
  }
  probability = 1;
  for (double k = half; k < std::min(n, half + spread);) {
    probability *= (n - k) / (k + 1);
    sums.add(which, ++k, probability);
  }
  const double mean = sums.mean / sums.weight;
  return {mean, sums.square / sums.weight - mean * mean};
}

LogLaw relu_log_factor(std::int64_t width) {
  return relu_growth(width, 1, false);
}

LogLaw linear_growth(std::int64_t width, int direction, bool orthogonal) {
  if (orthogonal) return {0, 0};
  const auto n = static_cast<double>(width), degrees = n - direction + 1;
  return {digamma_less_log(0.5 * degrees) + std::log1p((degrees - n) / n), trigamma(0.5 * degrees)};
}

LogLaw linear_log_factor(std::int64_t width) {
  return linear_growth(width, 1, false);
}

double relu_extinction(std::int64_t width) {
  return std::pow(0.5, static_cast<double>(width));
}

double relu_second_moment(std::int64_t width) {
  return 1 + 5 / static_cast<double>(width);
}

double linear_second_moment(std::int64_t width) {
  return 1 + 2 / static_cast<double>(width);
}

}  // namespace widefield
