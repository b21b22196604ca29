#include "host/architecture/residual/growth.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include "host/gaussian/homogeneous.hpp"
#include "host/gaussian/pair_average.hpp"
#include "host/gaussian/roots.hpp"

namespace widefield {
namespace {

using std::numbers::pi;
constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double smallest = 1e-15;  // distances below are none

}  // namespace

// In d = 1 - e, with arcsin(1 - d) = pi/2 - 2 arcsin(sqrt(d/2)): d = 0 is a root that repels.
double saturated_correlation(const SaturatingTail& tail, double branch, double branch_bias) {
  const double jump = branch * tail.jump * tail.jump;
  const double all = jump + branch * tail.middle * tail.middle + branch_bias;
  const auto excess = [&](double log_distance) {
    const double d = std::exp(log_distance);
    return jump * 4 / pi * std::asin(std::sqrt(0.5 * d)) / d - all;
  };
  if (excess(0) >= 0) return 0;  // without middle and sigma_a
  return 1 - std::exp(root_between(excess, std::log(smallest), 0));
}

SaturatingGrowth growth(const SaturatingTail& tail, const BlockVariances& variances) {
  const double v = variances.branch, w = std::sqrt(variances.weight);
  const double jump = tail.jump * tail.jump, middle = tail.middle * tail.middle;
  SaturatingGrowth g{};
  g.rate = v * (jump + middle) + variances.branch_bias;
  const double deficit = tail.deficit / std::sqrt(2 * pi), slope = tail.slope / std::sqrt(2 * pi);
  g.root = 2 * v * w * slope / std::sqrt(g.rate);
  g.log = v * v * slope / g.rate * (deficit / g.rate - 0.5 * slope * w * w);
  g.e_star = saturated_correlation(tail, v, variances.branch_bias);
  g.delta = 1 - 2 / pi * v * jump / g.rate / std::sqrt(1 - g.e_star * g.e_star);
  return g;
}

LinearGrowth growth(const LinearTail& tail, const BlockVariances& variances) {
  const double u = variances.branch * variances.weight * tail.square();
  const double ratio = (1 + u) / u / tail.kink();
  return {u, 4.5 * pi * pi * ratio * ratio};
}

double distance_after(const Nonlinearity& phi, double distance) {
  return 0.5 * difference_square(phi, {1, 1, distance}) / average(powered(*phi.homogeneous, 2));
}

PowerGrowth growth(const Nonlinearity& phi, const PowerTail& tail,
                   const BlockVariances& variances) {
  const double alpha = tail.power, rest = 1 - alpha;
  PowerGrowth g{};
  g.rate = rest * variances.branch * tail.coefficient * std::pow(variances.weight, alpha);
  g.gradient = alpha > 0.5 ? alpha * alpha / (rest * (2 * alpha - 1)) : infinite;
  const auto drift = [&](double log_distance) {
    const double d = std::exp(log_distance);
    return distance_after(phi, d) / d - 1;
  };
  const double distance = std::exp(root_between(drift, std::log(smallest), 0));
  g.e_star = 1 - distance;
  const double slope = slope_product(phi, {1, 1, distance}) / tail.coefficient;
  g.mu = (1 - slope) / rest;
  return g;
}

}  // namespace widefield
