#pragma once
#include <vector>

#include "host/architecture/residual/input.hpp"

namespace widefield {

/// Gradients of a random linear read-out of x^L by true back-propagation, averaged over the inputs.
/// g_l is the gradient with respect to the state x^l, chi_l = <g_l^2> its mean over neurons.
///
///   gradient_norm           |g_l|^2 / |g_L|^2 = prod_{m > l} (1 + sigma_v^2 sigma_w^2 <phi'^2>_m),
///                           which no width enters; chi_l / chi_L at constant width, and there also
///                           the gradient chi_a of a bias a^l
///   log_gradient_ratio      ln(|g_0|^2 / |g_l|^2)
///   bias_gradient           chi_b: mean square of the gradient of one bias b^l, in units of chi_L
///   weight_gradient         chi_w = chi_b p^{l-1}
///   branch_weight_gradient  chi_v = chi_l <phi^2>
///
/// [yang2017; yang2018]. layers[a] are those of input a.
std::vector<Curve> residual_gradient_curves(const ResidualSetting& setting,
                                            const std::vector<std::vector<ResidualLayer>>& layers);

}  // namespace widefield
