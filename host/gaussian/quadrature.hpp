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

/// How panels shrink towards the features of phi(scale z): phi varies on the scale 1 of its
/// argument, panels of two units resolve it to rounding, and where it has become a line nothing is
/// left to resolve. Averages of slopes may come from next to the features alone. Beyond lengths of
/// 1e32 (divergent networks) what panels would resolve weighs nothing.
struct Grading {
  double finest;  // the panels beside a feature
  double until;   // from this far panels are as wide as they get
};
Grading grading(const Nonlinearity& phi, double scale);

/// Gauss-Legendre on panels between -9.5 and 9.5 that shrink towards each centre; every centre is a
/// border. `finest` at or above the widest panel gives no grading.
Rule graded_rule(const std::vector<double>& centres, const Grading& grading);

/// The step of the trapezoid sum for products of four factors phi(scale z); 0 where it does not
/// converge (kinks).
double trapezoid_step(const Nonlinearity& phi, double scale);

Rule trapezoid_rule(double step);

/// The nodes at or above 0 of a symmetric rule, for even functions.
Rule upper_half(const Rule& rule);

}  // namespace widefield
