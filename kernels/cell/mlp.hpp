#pragma once
#include "kernels/activation/instances.hpp"
#include "kernels/cell/cell.hpp"
#include "widefield/activation/of_network.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The multilayer perceptron: h = W x + b, x' = phi(h), dropout on x'. [poole2016, eqs. 1 and 2;
/// schoenholz2017, eq. 9 for dropout] With W and b the same in every layer it is the recurrent
/// network in discrete time, layers being time steps.
struct Mlp {
  static constexpr std::string_view name = "mlp";
  static constexpr int states = 1;  // phi(h), before dropout
  static constexpr int registers = 1;
  static constexpr int stages = 1;
  WIDEFIELD_HD static constexpr int fields(int) { return 1; }
  static constexpr bool carried = false;
  static constexpr bool emits_registers = true;

  struct Parameters {
    Activation activation;
    double weight_variance, bias_variance;
    bool tied;
  };

  static Parameters parameters(const Network& network) {
    return {widefield::activation(network), network.weight_variance, network.bias_variance,
            network.tied};
  }
  WIDEFIELD_HD static Term term(const Parameters& p, const LayerShape&, int, int) {
    return {.weight_variance = p.weight_variance, .tied = p.tied};
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
  WIDEFIELD_HD static TwoSlopes two_slopes(const Parameters& p) {
    return widefield::two_slopes(p.activation);
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
