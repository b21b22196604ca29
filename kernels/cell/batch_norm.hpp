#pragma once
#include "kernels/activation/instances.hpp"
#include "kernels/cell/cell.hpp"
#include "kernels/cell/normalise.hpp"
#include "widefield/activation/of_network.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// Batch normalisation before the activation: x' = phi(BN(W x + b)). The copies of a network are a
/// batch, or several. [yang2019]
struct BatchNorm : NormalisedBatch {
  static constexpr std::string_view name = "batch_norm";
  static constexpr int states = 1;  // phi(u)
  static constexpr int registers = 1;
  static constexpr int stages = 1;
  WIDEFIELD_HD static constexpr int fields(int) { return 1; }
  static constexpr bool carried = false;
  static constexpr bool emits_registers = true;

  struct Parameters {
    Activation activation;
    double weight_variance, bias_variance, epsilon;
  };

  static Parameters parameters(const Network& n) {
    return {widefield::activation(n), n.weight_variance, n.bias_variance, n.batch_norm.epsilon};
  }
  WIDEFIELD_HD static Term term(const Parameters& p, const LayerShape&, int, int) {
    return {.weight_variance = p.weight_variance};
  }
  WIDEFIELD_HD static Field field(const Parameters& p, const LayerShape&, int, int) {
    return {.bias_variance = p.bias_variance};
  }
  template <class S>
  WIDEFIELD_HD static S signal(const Parameters&, int, const S* registers, S mask) {
    return mask * registers[0];
  }
  template <int stage, class S>
  WIDEFIELD_HD static void update(const Parameters& p, S* registers, const S* fields, S) {
    registers[0] = value(p.activation, fields[0]);
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
