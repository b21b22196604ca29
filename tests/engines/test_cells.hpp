#pragma once
#include "kernels/activation/instances.hpp"
#include "kernels/cell/cell.hpp"
#include "widefield/activation/catalog.hpp"

// An architecture that is not in the catalog: two matrices of one stage, gates, a second stage.
namespace widefield::inline WIDEFIELD_ISA {

/// The gated recurrent unit: s = sigmoid(U_s h + b_s) for s = z, r,
/// h' = (1 - z) h + z phi(W (r h) + b + input). [cho2014]
struct Gru {
  static constexpr std::string_view name = "test_gru";
  static constexpr int registers = 3;  // h, z, r
  static constexpr int stages = 2;
  WIDEFIELD_HD static constexpr int fields(int stage) { return stage == 0 ? 2 : 1; }
  static constexpr bool carried = true;

  struct Parameters {
    Activation activation, gate;
    double weight_variance, bias_variance;
  };

  static Parameters parameters(const Network& network) {
    return {widefield::activation(network.activation, network.activation_slope,
                                  network.activation_power),
            widefield::activation("sigmoid", 0, 1), network.weight_variance, network.bias_variance};
  }
  WIDEFIELD_HD static Field field(const Parameters& p, const LayerShape&, int stage, int which) {
    return {stage == 0 ? which : 2, stage, p.weight_variance, p.bias_variance, false};
  }
  template <class S>
  WIDEFIELD_HD static S signal(const Parameters&, int which, const S* registers, S mask) {
    return mask * (which == 0 ? registers[0] : registers[2] * registers[0]);
  }
  template <int stage, class S>
  WIDEFIELD_HD static void update(const Parameters& p, S* registers, const S* fields, S input) {
    if constexpr (stage == 0) {
      registers[1] = value(p.gate, fields[0]);
      registers[2] = value(p.gate, fields[1]);
    } else {
      const S candidate = value(p.activation, fields[0] + input);
      registers[0] = registers[0] + registers[1] * (candidate - registers[0]);
    }
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
