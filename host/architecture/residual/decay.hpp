#pragma once
#include <vector>

#include "host/architecture/residual/block.hpp"
#include "widefield/theory.hpp"

// Variances that decay with the layer, sigma^2 l^-beta for each of w, v, b, a [yang2018].
namespace widefield {

/// Whether any of them does.
bool decays(const Network& network);

/// Activations that are linear far out, and relu exactly: ln(chi_0/chi_l) = sum ln(1 + u m^-V_r).
/// V_r = beta_v + beta_w, U_r = min(beta_v + beta_b, beta_a) over the variances that are not 0.
struct LinearDecay {
  double gain;          // u
  double weight, bias;  // V_r, U_r; U_r infinite without biases
  double limit;         // of chi_0/chi_l; infinite where it grows
};
LinearDecay linear_decay(const Network& network, double gain);

/// prod_{m >= 1} (1 + u m^-exponent) for exponent > 1; sinh(pi sqrt u)/(pi sqrt u) at 2.
double decaying_product(double gain, double exponent);

/// Activations that saturate, while q grows: p ~ l^(1 - U_t), ln(chi_0/chi_l) ~ K l^(W_t/2).
/// U_t = min(beta_v, beta_a), W_t = 1 - beta_w + U_t - 2 beta_v.
struct SaturatingDecay {
  double norm, gradient;  // U_t, W_t
  double coefficient;     // K, where W_t > 0
  double e_star;          // 0 where V decays slowest, 1 where a does
  bool grows;             // whether q does
};
SaturatingDecay saturating_decay(const Network& network, const ResidualSetting& setting);

std::vector<Scalar> decay_scalars(const Network& network, const ResidualSetting& setting);

}  // namespace widefield
