#pragma once
#include "host/gaussian/nonlinearity.hpp"

namespace widefield {

/// Two correlated pre-activations: variances and 1 - correlation, kept as a difference because
/// correlations approach 1.
struct PairLaw {
  double qa, qb, distance;  // distance = 1 - c, 0 <= distance <= 2

  double correlation() const { return 1 - distance; }
};

/// Gaussian averages of one activation that are known in closed form; null where none is. q is
/// the variance of the pre-activation. Names as in gaussian_average.hpp and pair_average.hpp.
struct ClosedForms {
  double (*mean_signal)(double q) = nullptr;
  double (*square)(double q) = nullptr;
  double (*slope_square)(double q) = nullptr;
  double (*square_slope)(double q) = nullptr;
  double (*bend_square)(double q) = nullptr;
  double (*signal_bend)(double q) = nullptr;
  double (*fourth)(double q) = nullptr;
  double (*slope_moment)(double q, int k) = nullptr;
  double (*product)(const PairLaw&) = nullptr;
  double (*slope_product)(const PairLaw&) = nullptr;
  double (*difference_square)(const PairLaw&) = nullptr;
};

/// erf and erf_unit [williams1997], sin, hard_tanh, gelu; homogeneous activations are in
/// homogeneous.hpp.
const ClosedForms& closed_forms(const Nonlinearity& phi);

}  // namespace widefield
