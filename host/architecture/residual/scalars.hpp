#pragma once
#include <vector>

#include "host/architecture/residual/block.hpp"
#include "widefield/theory.hpp"

namespace widefield {

/// Constants of growth with depth, as `widefield theory` prints them: `growth_exponents` in words,
/// and by kind of activation
///
///   saturating  norm_rate (S), gradient_root (A), gradient_log (B), e_star, correlation_exponent
///   linear      gain (u), distance_constant
///   power       norm_rate, gradient_exponent (R), e_star, correlation_exponent (mu)
///
/// each with *_visible_from, the layer from which the leading correction is below a tenth; or,
/// where variances decay with the layer, the exponents of residual_decay.hpp.
std::vector<Scalar> residual_scalars(const Network& network, const ResidualSetting& setting);

}  // namespace widefield
