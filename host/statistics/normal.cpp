#include "host/statistics/normal.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <numbers>
#include <random>

namespace widefield {
namespace {

// 4,000 draws: the relative error of a tail is below 2 % for weakly and 13 % for fully correlated
// components, which moves a critical value of 4 by 0.005 and 0.03.
constexpr std::size_t draws = 4000;
// Beyond this Student's t has no tail left in double precision.
constexpr double largest_normal = 37.0;

/// Lower triangle L with L L^T = correlation; a column whose pivot is lost in rounding is zero.
Matrix root(const Matrix& correlation) {
  constexpr double lost = 1e-10;
  Matrix lower(correlation.size);
  for (std::size_t j = 0; j < correlation.size; ++j)
    for (std::size_t i = j; i < correlation.size; ++i) {
      double rest = correlation(i, j);
      for (std::size_t k = 0; k < j; ++k)
        rest -= lower(i, k) * lower(j, k);
      if (i == j) lower(j, j) = rest > lost ? std::sqrt(rest) : 0.0;
      if (i > j) lower(i, j) = lower(j, j) > 0 ? rest / lower(j, j) : 0.0;
    }
  return lower;
}

/// Uniform in (0, 1), the same on every platform.
double uniform(std::mt19937_64& generator) {
  return (static_cast<double>(generator() >> 11) + 0.5) * 0x1p-53;
}

std::vector<double> correlated_normals(const Matrix& lower, std::mt19937_64& generator) {
  std::vector<double> white(lower.size), normal(lower.size, 0.0);
  for (double& value : white)
    value = normal_quantile(uniform(generator));
  for (std::size_t i = 0; i < lower.size; ++i)
    for (std::size_t k = 0; k <= i; ++k)
      normal[i] += lower(i, k) * white[k];
  return normal;
}

}  // namespace

double normal_tail(double z) {
  return 0.5 * std::erfc(z / std::numbers::sqrt2);
}

double normal_quantile(double p) {
  return std::numbers::sqrt2 * boost::math::erfc_inv(2 * p);
}

double normal_equivalent(double t, double degrees) {
  if (!std::isfinite(t) || !(degrees > 0)) return t;
  const boost::math::students_t law(degrees);
  const double p = boost::math::cdf(boost::math::complement(law, std::abs(t)));
  const double z = p > 1e-300 ? normal_quantile(p) : largest_normal;
  return std::copysign(std::max(z, 0.0), t);
}

MaximumLaw::MaximumLaw(const Matrix& correlation) : correlation_(correlation) {
  const Matrix lower = root(correlation);
  std::mt19937_64 generator(1);
  for (std::size_t draw = 0; draw < draws && correlation.size > 0; ++draw) {
    const double where = uniform(generator);
    draws_.push_back({draw % correlation.size, where, correlated_normals(lower, generator)});
  }
}

/// 1 / #{k: |Z_k| > c} for the draw moved to |Z_j| > c.
double MaximumLaw::share(const Draw& draw, double c) const {
  const std::size_t j = draw.condition;
  const double beyond = normal_quantile(draw.uniform * normal_tail(c));
  const double shift = beyond - draw.normal[j];
  int count = 1;
  for (std::size_t k = 0; k < correlation_.size; ++k)
    count += k != j && std::abs(draw.normal[k] + correlation_(k, j) * shift) > c;
  return 1.0 / count;
}

double MaximumLaw::tail(double c) const {
  if (correlation_.size == 0 || std::isinf(c)) return 0.0;
  if (correlation_.size == 1) return 2 * normal_tail(c);
  double sum = 0;
  for (const Draw& draw : draws_)
    sum += share(draw, c);
  const double all = 2 * normal_tail(c) * static_cast<double>(correlation_.size);
  return std::min(1.0, all * sum / static_cast<double>(draws_.size()));
}

double MaximumLaw::critical(double alpha) const {
  double low = normal_quantile(alpha / 2);  // as if all components were one
  double high = normal_quantile(
      alpha / 2 / static_cast<double>(std::max<std::size_t>(1, correlation_.size)));  // Bonferroni
  constexpr int halvings = 24;
  for (int step = 0; step < halvings && high - low > 1e-6; ++step) {
    const double middle = 0.5 * (low + high);
    (tail(middle) > alpha ? low : high) = middle;
  }
  return high;
}

}  // namespace widefield
