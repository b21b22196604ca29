#pragma once
#include <cmath>
#include <numbers>

#include "widefield/jacobian.hpp"

namespace widefield {

/// erf_unit with orthogonal weights at criticality, and q such that L (mu_2 / mu_1^2 - 1) = 1.
inline JacobianEnsemble critical_erf(int depth) {
  JacobianEnsemble ensemble{.activation = "erf_unit", .orthogonal = true, .depth = depth};
  double low = 1e-9, high = 3;
  for (int i = 0; i < 100; ++i) {
    const double q = ensemble.q = 0.5 * (low + high);
    const double mu_1 = 1 / std::sqrt(1 + std::numbers::pi * q),
                 mu_2 = 1 / std::sqrt(1 + 2 * std::numbers::pi * q);
    ensemble.weight_variance = 1 / mu_1;
    (depth * (mu_2 / (mu_1 * mu_1) - 1) < 1 ? low : high) = q;
  }
  return ensemble;
}

}  // namespace widefield
