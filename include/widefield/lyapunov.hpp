#pragma once
#include <vector>

#include "widefield/jacobian.hpp"

namespace widefield {

/// The Lyapunov spectrum of an infinitely deep network, or of a network in discrete time, in the
/// limit of infinite width: exponents as a function of the rank fraction x in (0, 1), largest
/// first. From e^(2 lambda(x)) = 1 / [S_W(-x) S_D(-x)]: with a > 0, x = E t/(a + t), t = phi'^2,
/// Gaussian weights e^(2 lambda) = sigma_w^2 a x, Haar weights e^(2 lambda) = sigma_w^2 a x / (1 -
/// x).
struct LyapunovTheory {
  double largest = 0;                  // ln(chi_1) / 2, the exponent at x = 0
  double positive_fraction = 0;        // x where the exponent is 0
  double entropy_per_neuron = 0;       // integral of the positive exponents
  double kaplan_yorke_per_neuron = 0;  // D with integral_0^D lambda dx = 0; all of them where the
                                       // integral stays positive
  double mean = 0;                     // integral of all exponents; -inf where the slope vanishes
};

/// Throws InputError where the slope is unbounded or does not exist. `ensemble.depth` is not used.
LyapunovTheory lyapunov_theory(const JacobianEnsemble& ensemble);

/// The exponents at the given rank fractions x in (0, 1); -inf beyond P(phi' != 0).
std::vector<double> lyapunov_exponents(const JacobianEnsemble& ensemble,
                                       const std::vector<double>& rank_fraction);

}  // namespace widefield
