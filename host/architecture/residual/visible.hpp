#pragma once
#include "host/architecture/residual/growth.hpp"

// From which layer on an asymptotic law of residual_growth.hpp describes a network: where its
// leading correction falls below a tenth. Infinite where that is not within a double.
namespace widefield {

/// p: the correction is 2 sigma_v^2 deficit / (sigma_w S^(3/2) sqrt(2 pi l)). ln(chi_0/chi_l): what
/// the recurrence at the last layer leaves of it. e: about 10^(1/(1/2 - delta)), because a source
/// that falls as l^(-1/2) competes with l^-delta.
struct SaturatingVisible {
  double norm, gradient, correlation;
};
SaturatingVisible visible_from(const ResidualSetting& setting, const SaturatingTail& tail,
                               const SaturatingGrowth& growth);

/// 1 - e: by iteration of the map of e without biases, from the first input's neighbour.
double distance_visible_from(const ResidualSetting& setting, const LinearTail& tail,
                             const LinearGrowth& growth);

/// p: |x^0|^2 against rate l. chi: the local exponent against R. e: the local exponent of
/// de/d ln l = (J(e) - e)/(1 - alpha) against mu.
struct PowerVisible {
  double norm, gradient, correlation;
};
PowerVisible visible_from(const ResidualSetting& setting, const PowerTail& tail,
                          const PowerGrowth& growth);

}  // namespace widefield
