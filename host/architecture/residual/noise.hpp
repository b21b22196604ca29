#pragma once
#include "host/architecture/mean_field/linear_noise.hpp"
#include "host/architecture/residual/block.hpp"

// Fluctuations of residual networks to order 1/N, N = network.width. Given the layer below and its
// h, the increments V phi(h) + a are independent normal vectors whose covariance is T = sigma_v^2
// phi phi^T / M + sigma_a^2, so that the Gram matrix G of the states moves by
//   N Cov(G'_ab, G'_cd) = G_ac T_bd + G_ad T_bc + G_bc T_ad + G_bd T_ac + T_ac T_bd + T_ad T_bc
//                         + (N/M) sigma_v^4 Cov(phi_a phi_b, phi_c phi_d).
// In a reduced block phi(h) itself is added: the terms in T T give way to Cov(phi phi, phi phi).
namespace widefield {

/// The Gram matrix (<x_a^2>, <x_b^2>, <x_a x_b>) of two inputs; `averages` is pair_averages at
/// field_law(block, below).
NoiseStep residual_pair_step(const Nonlinearity& phi, const ResidualBlock& block,
                             const ResidualPair& below, const PairAverages& averages);

/// (P, R, T): <x^2>, its product with a tangent (0 at infinite width) and the tangent's square, in
/// units of the tangent at infinite width.
NoiseStep residual_tangent_step(const Nonlinearity& phi, const ResidualBlock& block,
                                const ResidualState& below);

}  // namespace widefield
