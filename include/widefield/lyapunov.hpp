#pragma once
#include <vector>

#include "widefield/jacobian.hpp"

namespace widefield {

/// The Lyapunov spectrum of an infinitely deep network, or of a network in discrete time, in the
/// limit of infinite width: exponents lambda = ln r as a function of the rank fraction x in (0, 1),
/// largest first. For Gaussian weights
///
///   E[ sigma_w^2 t / (r^2 + sigma_w^2 x t) ] = 1,   t = phi'(h)^2, h ~ N(0, q),
///
/// from r^2 = 1 / [S_W(-x) S_D(-x)]: with a > 0, x = E t/(a + t), Gaussian weights r^2 = sigma_w^2
/// a x, Haar weights r^2 = sigma_w^2 a x / (1 - x). Slopes that are all alike give the circular
/// law, r^2 = sigma_w^2 (1 - x); beyond x = P(phi' != 0) the exponents are -inf.
///
/// The law does not ask whether every layer has a matrix of its own: to leading order a matrix only
/// meets its own transpose of the same step. Where one matrix D W is met again and again, r are the
/// moduli of its eigenvalues [haagerup2000].
struct LyapunovTheory {
  double largest = 0;                  // ln(chi_1) / 2, the exponent at x = 0; inf, -inf with it
  double positive_fraction = 0;        // x where the exponent is 0
  double entropy_per_neuron = 0;       // integral of the positive exponents
  double kaplan_yorke_per_neuron = 0;  // D with integral_0^D lambda dx = 0; all of them where the
                                       // integral stays positive
  double mean = 0;                     // integral of all exponents; -inf where the slope vanishes
};

/// q may be 0: the limit from above. Throws InputError where the slope does not exist (sign).
/// `ensemble.depth` is not used.
LyapunovTheory lyapunov_theory(const JacobianEnsemble& ensemble);

/// The exponents at the given rank fractions x in (0, 1); -inf beyond P(phi' != 0).
std::vector<double> lyapunov_exponents(const JacobianEnsemble& ensemble,
                                       const std::vector<double>& rank_fraction);

}  // namespace widefield
