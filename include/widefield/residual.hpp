#pragma once
#include <cmath>
#include <cstdint>

#include "widefield/elementary.hpp"
#include "widefield/experiment.hpp"

// What a residual block is made of. Block l = 1..depth takes the state x^{l-1} to x^l; x^0 is the
// input. With W, V, Pi Gaussian and M hidden neurons:
//
//   h^l = W x^{l-1} + b
//   x^l = x^{l-1} + V phi(h^l) + a      architecture "residual"
//   x^l = x^{l-1} + phi(h^l)            architecture "reduced_residual"
//   x^l = Pi x^{l-1} + V phi(h^l) + a   a block of "residual" that changes the width
//
// W has variance sigma_w^2 / fan_in, V sigma_v^2 / M, Pi 1 / fan_in, b sigma_b^2, a sigma_a^2
// [yang2017; yang2018].
namespace widefield::inline WIDEFIELD_ISA {

/// variance * layer^-exponent for layer >= 1, the same bits on every machine.
WIDEFIELD_HD inline double decayed(double variance, double exponent, int layer) {
  if (exponent == 0 || layer == 1) return variance;
  return variance * exp(-exponent * log(static_cast<double>(layer)));
}

}  // namespace widefield::inline WIDEFIELD_ISA

namespace widefield {

/// The variances of one block.
struct BlockVariances {
  double weight, bias, branch, branch_bias;  // sigma_w^2, sigma_b^2, sigma_v^2, sigma_a^2
};

/// The variances of block `layer` = 1..depth [yang2018].
inline BlockVariances block_variances(const Network& network, int layer) {
  const Network::Residual& of = network.residual;
  return {decayed(network.weight_variance, of.weight_variance_exponent, layer),
          decayed(network.bias_variance, of.bias_variance_exponent, layer),
          decayed(of.branch_variance, of.branch_variance_exponent, layer),
          decayed(of.branch_bias_variance, of.branch_bias_variance_exponent, layer)};
}

/// The fraction of `network.width` that the state x^layer has, layer = 0..depth.
inline double width_fraction(const Network& network, int layer) {
  double fraction = 1;
  for (const auto& row : network.residual.width_schedule)
    if (row[0] <= layer) fraction = row[1];
  return fraction;
}

/// The number of neurons N^(layer) of the state x^layer, layer = 0..depth.
inline std::int64_t state_width(const Network& network, std::int64_t width, int layer) {
  return std::llround(width_fraction(network, layer) * static_cast<double>(width));
}

/// The number of hidden neurons M^(layer) of block `layer` = 1..depth: hidden_width, or as many as
/// x^layer has.
inline std::int64_t hidden_width(const Network& network, std::int64_t width, int layer) {
  const std::int64_t given = network.residual.hidden_width;
  return given > 0 ? given : state_width(network, width, layer);
}

/// Whether block `layer` changes the width, so that Pi takes the place of the skip.
inline bool projects(const Network& network, int layer) {
  return width_fraction(network, layer) != width_fraction(network, layer - 1);
}

}  // namespace widefield
