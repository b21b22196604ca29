#pragma once
#include "kernels/activation/instances.hpp"
#include "kernels/cell/cell.hpp"
#include "widefield/activation/of_network.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// A toy architecture, to show what it takes: this header, and one word in a list. Every neuron
/// adds a fraction of its field to what it says: x' = phi(h) + h / 4.
struct LeakySum {
  static constexpr std::string_view name = "leaky_sum";
  static constexpr int states = 1;
  static constexpr int registers = 1;
  static constexpr int stages = 1;
  WIDEFIELD_HD static constexpr int fields(int) { return 1; }
  static constexpr bool carried = false;

  struct Parameters {
    Activation activation;
    double weight_variance, bias_variance;
  };

  static Parameters parameters(const Network& network) {
    return {widefield::activation(network), network.weight_variance, network.bias_variance};
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
    registers[0] = value(p.activation, fields[0]) + fields[0] * S(0.25f);
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
