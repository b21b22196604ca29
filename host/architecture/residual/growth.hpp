#pragma once
#include <vector>

#include "host/architecture/residual/block.hpp"
#include "host/gaussian/activation_tail.hpp"
#include "widefield/theory.hpp"

// How residual networks with the same variances in every layer grow with depth [yang2017], and from
// which layer on that shows. Fits at reachable depths recover few of these exponents: corrections
// fall as small powers of the layer. Measurements are compared with the recurrences.
namespace widefield {

/// phi saturates: p ~ S l, ln(chi_0/chi_l) ~ A sqrt(l) + B ln l, e -> e* as l^-delta.
struct SaturatingGrowth {
  double rate;       // S = sigma_v^2 (middle^2 + jump^2) + sigma_a^2
  double root, log;  // A, B
  double e_star, delta;
};
SaturatingGrowth growth(const SaturatingTail& tail, const BlockVariances& variances);

/// phi is linear far out: chi_0/chi_l ~ (1 + u)^l, p alike, 1 - e ~ distance l^-2 without kink
/// infinite.
struct LinearGrowth {
  double gain;      // u = sigma_v^2 sigma_w^2 (right^2 + left^2) / 2
  double distance;  // 9 pi^2 / 2 kink^2 ((1 + u)/u)^2
};
LinearGrowth growth(const LinearTail& tail, const BlockVariances& variances);

/// phi = max(h, 0)^alpha, alpha < 1: p ~ (rate l)^(1/(1 - alpha)), chi_0/chi_l ~ l^R (alpha > 1/2),
/// e -> e* as l^-mu.
struct PowerGrowth {
  double rate;      // (1 - alpha) sigma_v^2 c_alpha sigma_w^(2 alpha)
  double gradient;  // R = alpha^2 / (1 - alpha)(2 alpha - 1); infinite for alpha <= 1/2
  double e_star, mu;
};
PowerGrowth growth(const Nonlinearity& phi, const PowerTail& tail, const BlockVariances& variances);

/// 1 - J_alpha(c) = <(phi - phi')^2> / 2 <phi^2> at correlation c = 1 - distance.
double distance_after(const Nonlinearity& phi, double distance);

/// e* of sigma_v^2 (middle^2 + jump^2 2/pi arcsin e) + sigma_a^2 = S e, the root that attracts.
double saturated_correlation(const SaturatingTail& tail, double branch, double branch_bias);

}  // namespace widefield
