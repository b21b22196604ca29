#include "host/architecture/mean_field/critical_line.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "host/gaussian/gaussian_average.hpp"
#include "host/gaussian/roots.hpp"

namespace widefield {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

// F and q X are proportional: chi_1 and V' are one number, whatever the length.
bool is_piecewise_linear_through_zero(const Nonlinearity& phi) {
  return phi.homogeneous && phi.homogeneous->power == 1;
}

bool critical_at_zero(const Nonlinearity& phi, double bias_variance) {
  const double slope = slope_square(phi, 0);
  return bias_variance == 0 && vanishes_at_zero(phi) && slope > 0 && std::isfinite(slope);
}

double jump_density(const Nonlinearity& phi, double q) {
  double sum = 0;
  for (const Kink& kink : phi.kinks)
    sum += kink.jump * kink.jump * std::exp(-0.5 * kink.at * kink.at / q);
  return sum / std::sqrt(2 * std::numbers::pi * q);
}

}  // namespace

CriticalPoint critical_point(const Nonlinearity& phi, double q, double keep) {
  const double slope = slope_square(phi, q), weight = keep / slope;
  const double bias = q == 0 ? 0 : q - square(phi, q) / slope;
  return {q, weight, bias, square_slope(phi, q) / slope};
}

std::vector<CriticalPoint> critical_points(const Nonlinearity& phi, double bias_variance,
                                           double keep) {
  if (!std::isfinite(slope_square(phi, 1))) return {};
  if (is_piecewise_linear_through_zero(phi))
    return bias_variance == 0 ? std::vector{critical_point(phi, 1, keep)}
                              : std::vector<CriticalPoint>{};
  std::vector<CriticalPoint> points;
  if (critical_at_zero(phi, bias_variance)) points.push_back(critical_point(phi, 0, keep));
  const auto excess = [&](double q) {
    return 1 - (square(phi, q) / slope_square(phi, q) + bias_variance) / q;
  };
  for (const double q : positive_roots(excess))
    points.push_back(critical_point(phi, q, keep));
  return points;
}

bool is_stable(const CriticalPoint& point) {
  return point.length_slope <= 1 + critical_width;
}

double critical_weight_variance(const Nonlinearity& phi, double bias_variance, double keep) {
  const std::vector<CriticalPoint> points = critical_points(phi, bias_variance, keep);
  const auto stable = std::find_if(points.begin(), points.end(), is_stable);
  return stable == points.end() ? not_a_number : stable->weight_variance;
}

AlgebraicDecay critical_decay(const Nonlinearity& phi, const CriticalPoint& point) {
  const double bend = bend_square(phi, point.q);
  if (std::isfinite(bend)) return {1, 2 / (point.q * point.weight_variance * bend)};
  const double root = std::sqrt(point.q / std::numbers::pi);
  const double s = 2.0 / 3 * point.weight_variance * root * jump_density(phi, point.q);
  return {2, 4 / (s * s)};
}

double curvature_fixed_point(const LayerLaw& layer, double q) {
  const double chi_1 = gradient_factor(layer, q), bend = bend_square(layer.phi, q);
  if (!(chi_1 > 1 + critical_width) || !std::isfinite(bend)) return not_a_number;
  return 3 * layer.weight_variance * bend / (chi_1 * (chi_1 - 1));
}

}  // namespace widefield
