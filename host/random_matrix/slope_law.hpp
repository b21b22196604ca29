#pragma once
#include <complex>
#include <functional>
#include <vector>

#include "widefield/activation.hpp"
#include "widefield/jacobian.hpp"

namespace widefield {

/// The Gaussian weight beyond so many standard deviations is below 1e-31.
inline constexpr double slope_reach = 12;

/// The law of t = phi'(alpha h + beta)^2, h ~ N(0, q): what the diagonal matrices D of a Jacobian
/// contribute. The factor (gamma alpha)^2 of every t is left to the weights: `weight_gain`.
/// Near the largest t the difference `deficit` = largest - t is what counts, so it is given without
/// cancellation wherever a formula allows it.
struct SlopeLaw {
  double q = 1;
  double largest = 1;                            // sup over h of t
  std::function<double(double h)> square;        // t, right where it is small
  std::function<double(double h)> deficit;       // largest - t, right where that is small
  std::vector<double> breakpoints;               // kinks and maxima of the slope, ascending
  double mass_at_largest = 0, mass_at_zero = 0;  // P(t = largest), P(t = 0)
  // Where the maximum is found numerically, deficits are right to 1e-16 only, which limits averages
  // that come close to it: the relative error asked of them, and the smallest distance w - largest
  // in use.
  double precision = 1e-14, smallest_log_distance = -34;
};

/// phi, without its scales and shifts.
Activation activation_of(const JacobianEnsemble& ensemble);

/// sigma_w^2 (gamma alpha)^2.
double weight_gain(const JacobianEnsemble& ensemble);

/// At q = 0 the limit from above, which sees both sides of a kink at 0. `largest` is infinite for
/// powers of alpha_relu other than 1. Throws InputError where phi' does not exist (sign).
SlopeLaw slope_law(const JacobianEnsemble& ensemble);

/// Throws InputError where phi' is unbounded, too.
SlopeLaw bounded_slope_law(const JacobianEnsemble& ensemble);

/// E f(h) over h ~ N(0, q), adaptively to about `precision` of E |f|; both components share the
/// panels. Throws RunError where f is too rough for that.
struct ComplexPair {
  std::complex<double> first, second;
};
ComplexPair average(const SlopeLaw& law, const std::function<ComplexPair(double h)>& f);

/// E t^k over h ~ N(0, q).
double slope_moment(const SlopeLaw& law, int k);

}  // namespace widefield
