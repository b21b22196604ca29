#pragma once
#include "kernels/activation/instances.hpp"
#include "kernels/cell/cell.hpp"
#include "kernels/cell/decaying_variance.hpp"
#include "widefield/activation/of_network.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The reduced residual block: x' = x + phi(W x + b). Variances of layer l may fall as l^-beta.
/// [yang2017; yang2018]
struct ReducedResidual {
  static constexpr std::string_view name = "reduced_residual";
  static constexpr int states = 1;  // x
  static constexpr int registers = 1;
  static constexpr int stages = 1;
  WIDEFIELD_HD static constexpr int fields(int) { return 1; }
  static constexpr bool carried = true;
  static constexpr bool emits_registers = true;

  struct Parameters {
    Activation activation;
    DecayingVariance weight, bias;
  };

  static Parameters parameters(const Network& n) {
    return {widefield::activation(n),
            {n.weight_variance, n.residual.weight_variance_exponent},
            {n.bias_variance, n.residual.bias_variance_exponent}};
  }
  WIDEFIELD_HD static Term term(const Parameters& p, const LayerShape& layer, int, int) {
    return {.weight_variance = p.weight.at(layer.number)};
  }
  WIDEFIELD_HD static Field field(const Parameters& p, const LayerShape& layer, int, int) {
    return {.bias_variance = p.bias.at(layer.number)};
  }
  template <class S>
  WIDEFIELD_HD static S signal(const Parameters&, int, const S* registers, S mask) {
    return mask * registers[0];
  }
  template <int stage, class S>
  WIDEFIELD_HD static void update(const Parameters& p, S* registers, const S* fields, S) {
    registers[0] = registers[0] + value(p.activation, fields[0]);
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
