#include "host/statistics/methods/normal.hpp"

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <numbers>
#include <random>

namespace widefield {
namespace {

// 2,048 draws: the relative error of a tail is below 2 % for weakly and 18 % for fully correlated
// components, which moves a critical value of 4 by 0.005 and 0.04.
constexpr std::size_t draws = 2048;
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

/// The same white normals for every law, [draw][component]; made once, for the largest size seen.
const std::vector<std::vector<double>>& white_normals(std::size_t size) {
  static const auto make = [](std::size_t columns) {
    std::mt19937_64 generator(1);
    std::vector<std::vector<double>> rows(draws, std::vector<double>(columns));
    for (auto& row : rows)
      for (double& value : row)
        value = normal_quantile(uniform(generator));
    return rows;
  };
  constexpr std::size_t usual = 256;  // policy::verdict_components at a few widths
  static const auto rows = make(usual);
  if (size <= usual) return rows;
  thread_local std::vector<std::vector<double>> larger;
  larger = make(size);
  return larger;
}

std::vector<double> correlated_normals(const Matrix& lower, const std::vector<double>& white) {
  std::vector<double> normal(lower.size, 0.0);
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

double chi_square_equivalent(double sum, double degrees) {
  const boost::math::chi_squared law(degrees);
  const double below = boost::math::cdf(law, sum);
  const double above = boost::math::cdf(boost::math::complement(law, sum));
  const double tail = std::min(below, above);
  const double z = tail > 1e-300 ? normal_quantile(tail) : largest_normal;
  return std::copysign(std::max(z, 0.0), below - above);
}

MaximumLaw::MaximumLaw(const Matrix& correlation) : correlation_(correlation) {
  const Matrix lower = root(correlation);
  if (correlation.size < 2) return;
  const auto& white = white_normals(correlation.size);
  std::mt19937_64 generator(2);
  for (std::size_t draw = 0; draw < draws; ++draw)
    draws_.push_back(
        {draw % correlation.size, uniform(generator), correlated_normals(lower, white[draw])});
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
  if (correlation_.size == 0 || c > largest_normal) return 0.0;
  if (correlation_.size == 1) return 2 * normal_tail(c);
  double sum = 0;
  for (const Draw& draw : draws_)
    sum += share(draw, c);
  const double all = 2 * normal_tail(c) * static_cast<double>(correlation_.size);
  return std::min(1.0, all * sum / static_cast<double>(draws_.size()));
}

/// ln tail is nearly a parabola in c: the secant between the value for one component and that of
/// Bonferroni, kept as a bracket, ends in a few steps.
double MaximumLaw::critical(double alpha) const {
  const auto components = static_cast<double>(std::max<std::size_t>(1, correlation_.size));
  double low = normal_quantile(alpha / 2), high = normal_quantile(alpha / 2 / components);
  if (correlation_.size < 2) return low;
  const double goal = std::log(alpha);
  double above = std::log(tail(low)) - goal, below = std::log(tail(high)) - goal;
  if (above <= 0) return low;
  constexpr int steps = 30;
  for (int step = 0; step < steps && high - low > 1e-6 && below < 0; ++step) {
    const double share = std::clamp(above / (above - below), 0.02, 0.98);
    const double middle = low + share * (high - low), value = std::log(tail(middle)) - goal;
    if (std::abs(value) < 1e-4) return middle;
    (value > 0 ? low : high) = middle;
    (value > 0 ? above : below) = value;
  }
  return high;
}

}  // namespace widefield
