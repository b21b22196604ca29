#pragma once
#include <vector>

#include "host/gaussian/nonlinearity.hpp"

namespace widefield {

/// Nodes z_i and weights w_i of a sum that stands for an integral over the standard normal law:
/// int Dz f(z) = sum_i w_i f(z_i).
struct Rule {
  std::vector<double> node, weight;
};

/// A rule for smooth functions of phi(scale z) and its derivatives, accurate to rounding for
/// products of up to four factors. Trapezoid sums where phi is analytic in a strip wide enough (the
/// error falls as exp(-2 pi d / h), d the distance of the nearest pole of phi(scale z)), else
/// Gauss-Legendre on panels split at the kinks and graded towards them. Gauss-Hermite is never
/// used: poles make it converge only as exp(-const sqrt n).
Rule gaussian_rule(const Nonlinearity& phi, double scale);

/// exp(-9.5^2 / 2) = 3e-20: nothing beyond counts.
inline constexpr double normal_reach = 9.5;

/// The panels of phi(scale z) nearest to its features: phi varies on the scale 1 of its argument,
/// panels of two units resolve it to rounding. Below 1e-10 (lengths beyond 1e20, divergent
/// networks) what they would resolve weighs nothing.
inline double finest_panel(double scale) {
  return scale < 2e10 ? 2 / scale : 1e-10;
}

/// Gauss-Legendre on panels between -9.5 and 9.5 that shrink towards each centre down to
/// `finest`; every centre is a border. `finest` at or above the widest panel gives no grading.
Rule graded_rule(const std::vector<double>& centres, double finest);

/// The step of the trapezoid sum for products of four factors phi(scale z); 0 where it does not
/// converge (kinks).
double trapezoid_step(const Nonlinearity& phi, double scale);

Rule trapezoid_rule(double step);

/// The nodes at or above 0 of a symmetric rule, for even functions.
Rule upper_half(const Rule& rule);

}  // namespace widefield
