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

// Sums over K, weighted by P(K) relative to its largest value.
struct MixtureSums {
  double weight = 0, mean = 0, square = 0;

  // Given K, ln xi has mean psi(K/2) + ln(4/N) and variance psi'(K/2).
  void add(double n, double k, double probability) {
    const double log_mean = digamma_less_log(0.5 * k) + std::log1p((2 * k - n) / n);
    weight += probability;
    mean += probability * log_mean;
    square += probability * (trigamma(0.5 * k) + log_mean * log_mean);
  }
};

}  // namespace

LogLaw relu_log_factor(std::int64_t width) {
  const double n = static_cast<double>(width), half = std::floor(0.5 * n);
  const double spread = deviations * 0.5 * std::sqrt(n) + 1;
  MixtureSums sums;
  double probability = 1;  // P(K = k + 1) / P(K = k) = (n - k) / (k + 1)
  for (double k = half; k >= std::max(1.0, half - spread); --k) {
    sums.add(n, k, probability);
    probability *= k / (n - k + 1);
  }
  probability = 1;
  for (double k = half; k < std::min(n, half + spread);) {
    probability *= (n - k) / (k + 1);
    sums.add(n, ++k, probability);
  }
  const double mean = sums.mean / sums.weight;
  return {mean, sums.square / sums.weight - mean * mean};
}

LogLaw linear_log_factor(std::int64_t width) {
  const double half = 0.5 * static_cast<double>(width);
  return {digamma_less_log(half), trigamma(half)};
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
