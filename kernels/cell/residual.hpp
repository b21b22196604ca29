#pragma once
#include "kernels/activation/instances.hpp"
#include "kernels/cell/cell.hpp"
#include "kernels/cell/decaying_variance.hpp"
#include "widefield/activation/of_network.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The full residual block: x' = x + V phi(W x + b) + a. Where the width changes, a matrix Pi of
/// variance 1 / fan_in takes the place of the skip. Variances of layer l may fall as l^-beta.
/// [yang2017; yang2018]
struct Residual {
  static constexpr std::string_view name = "residual";
  static constexpr int states = 1;     // x
  static constexpr int registers = 2;  // and phi(W x + b)
  static constexpr int stages = 2;
  WIDEFIELD_HD static constexpr int fields(int stage) { return stage == 0 ? 2 : 1; }
  static constexpr bool carried = true;
  static constexpr bool emits_registers = true;

  struct Parameters {
    Activation activation;
    DecayingVariance weight, bias, branch, branch_bias;
  };

  static Parameters parameters(const Network& n) {
    return {widefield::activation(n),
            {n.weight_variance, n.residual.weight_variance_exponent},
            {n.bias_variance, n.residual.bias_variance_exponent},
            {n.residual.branch_variance, n.residual.branch_variance_exponent},
            {n.residual.branch_bias_variance, n.residual.branch_bias_variance_exponent}};
  }
  WIDEFIELD_HD static Term term(const Parameters& p, const LayerShape& layer, int stage,
                                int which) {
    const int l = layer.number;
    if (stage == 1)
      return {.matrix = 1, .signal = 1, .weight_variance = p.branch.at(l), .fan_in = layer.hidden};
    if (which == 0) return {.weight_variance = p.weight.at(l)};
    return {.field = 1, .matrix = 2, .weight_variance = layer.below == layer.here ? 0.0 : 1.0};
  }
  WIDEFIELD_HD static Field field(const Parameters& p, const LayerShape& layer, int stage,
                                  int which) {
    const int l = layer.number;
    if (stage == 1) return {.bias_variance = p.branch_bias.at(l)};
    if (which == 1) return {};
    return {.bias_variance = p.bias.at(l), .neurons = layer.hidden};
  }
  template <class S>
  WIDEFIELD_HD static S signal(const Parameters&, int which, const S* registers, S mask) {
    return mask * registers[which];
  }
  template <int stage, class S>
  WIDEFIELD_HD static void update(const Parameters& p, S* registers, const S* fields, S) {
    if constexpr (stage == 0) {
      registers[0] = registers[0] + fields[1];  // either of them is 0
      registers[1] = value(p.activation, fields[0]);
    } else {
      registers[0] = registers[0] + fields[0];
    }
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
