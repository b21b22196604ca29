#pragma once
#include "kernels/activation/instances.hpp"
#include "kernels/cell/cell.hpp"
#include "kernels/cell/normalise.hpp"
#include "widefield/activation/of_network.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// Batch normalisation inside a residual block: x' = x + V phi(BN(W x + b)) + a. [theory sheet,
/// section 3.6]
struct BatchNormResidual : NormalisedBatch {
  static constexpr std::string_view name = "batch_norm_residual";
  static constexpr int states = 1;     // x
  static constexpr int registers = 2;  // and phi(BN(W x + b))
  static constexpr int stages = 2;
  WIDEFIELD_HD static constexpr int fields(int) { return 1; }
  static constexpr bool carried = true;
  static constexpr bool emits_registers = true;

  struct Parameters {
    Activation activation;
    double weight_variance, bias_variance, branch_variance, branch_bias_variance, epsilon;
  };

  static Parameters parameters(const Network& n) {
    return {widefield::activation(n),
            n.weight_variance,
            n.bias_variance,
            n.residual.branch_variance,
            n.residual.branch_bias_variance,
            n.batch_norm.epsilon};
  }
  WIDEFIELD_HD static Term term(const Parameters& p, const LayerShape& layer, int stage, int) {
    if (stage == 0) return {.weight_variance = p.weight_variance};
    return {.matrix = 1, .signal = 1, .weight_variance = p.branch_variance, .fan_in = layer.hidden};
  }
  WIDEFIELD_HD static Field field(const Parameters& p, const LayerShape& layer, int stage, int) {
    if (stage == 0) return {.bias_variance = p.bias_variance, .neurons = layer.hidden};
    return {.bias_variance = p.branch_bias_variance};
  }
  template <class S>
  WIDEFIELD_HD static S signal(const Parameters&, int which, const S* registers, S mask) {
    return mask * registers[which];
  }
  template <int stage, class S>
  WIDEFIELD_HD static void update(const Parameters& p, S* registers, const S* fields, S) {
    if constexpr (stage == 0)
      registers[1] = value(p.activation, fields[0]);
    else
      registers[0] = registers[0] + fields[0];
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
