#pragma once
#include <vector>

#include "host/architecture/mean_field/length_map.hpp"

namespace widefield {

/// A point of the line chi_1 = 1 in the plane of weight and bias variance.
struct CriticalPoint {
  double q, weight_variance, bias_variance;
  double length_slope;  // V'(q); above 1 the length is not stable there
};

/// The line is parametrised by its length: sigma_w^2 = keep / X(q), sigma_b^2 = q - F(q)/X(q).
CriticalPoint critical_point(const Nonlinearity& phi, double q, double keep = 1);

/// Every critical point with this bias variance, by ascending length. A scan: nothing says that
/// there is one, and none need be stable (gelu).
std::vector<CriticalPoint> critical_points(const Nonlinearity& phi, double bias_variance,
                                           double keep = 1);

/// Whether a network at this point stays at its length.
bool is_stable(const CriticalPoint& point);

/// The stable critical point of smallest length; NaN where there is none.
double critical_weight_variance(const Nonlinearity& phi, double bias_variance, double keep = 1);

/// On the critical line correlations approach 1 algebraically: 1 - c^l -> coefficient / l^power.
struct AlgebraicDecay {
  int power;           // 1 for smooth, 2 for kinked activations
  double coefficient;  // 2 / f''(1), or 4 / s^2 with 1 - c' = (1 - c) - s (1 - c)^{3/2}
};
AlgebraicDecay critical_decay(const Nonlinearity& phi, const CriticalPoint& point);

/// The fixed point of N kappa^2, the curvature of the image of a circle in the chaotic phase: 3
/// chi_2 / chi_1 (chi_1 - 1), chi_2 = sigma_w^2 <phi''^2> [poole2016]. NaN where chi_1 <= 1 or phi
/// has a kink.
double curvature_fixed_point(const LayerLaw& layer, double q);

}  // namespace widefield
