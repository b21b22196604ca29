#pragma once
#include "kernels/activation/instances.hpp"
#include "kernels/cell/cell.hpp"
#include "kernels/list.hpp"
#include "widefield/activation/of_network.hpp"

// Architectures that are not in the catalog, which show what the house holds: several matrices of
// one stage, gates, sums of terms, an external input, several states, means.
namespace widefield::inline WIDEFIELD_ISA {

/// The gated recurrent unit: s = sigmoid(U_s h + b_s) for s = z, r,
/// h' = (1 - z) h + z phi(W (r h) + b + input). [cho2014]
struct Gru {
  static constexpr std::string_view name = "test_gru";
  static constexpr int states = 1;     // h
  static constexpr int registers = 3;  // and z, r
  static constexpr int stages = 2;
  WIDEFIELD_HD static constexpr int fields(int stage) { return stage == 0 ? 2 : 1; }
  static constexpr bool carried = true;

  struct Parameters {
    Activation activation, gate;
    double weight_variance, bias_variance;
  };

  static Parameters parameters(const Network& network) {
    return {widefield::activation(network), widefield::activation("sigmoid", 0, 1),
            network.weight_variance, network.bias_variance};
  }
  WIDEFIELD_HD static Term term(const Parameters& p, const LayerShape&, int stage, int which) {
    return {.field = which,
            .matrix = stage == 0 ? which : 2,
            .signal = stage,
            .weight_variance = p.weight_variance};
  }
  WIDEFIELD_HD static Field field(const Parameters& p, const LayerShape&, int, int) {
    return {.bias_variance = p.bias_variance};
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

/// The long short-term memory: f, i, o = sigmoid(W_g s + U_g u + b_g), c' = f c + i tanh(W s + U u
/// + b), s' = o tanh(c'), with the external input u through matrices of its own, and a mean of the
/// biases of f. Two states, four fields of two terms each. [hochreiter1997]
struct Lstm {
  static constexpr std::string_view name = "test_lstm";
  static constexpr int states = 2;  // s, c
  static constexpr int registers = 2;
  static constexpr int stages = 1;
  static constexpr int gates = 4;  // f, i, o and the candidate
  WIDEFIELD_HD static constexpr int fields(int) { return gates; }
  WIDEFIELD_HD static constexpr int terms(int) { return 2 * gates; }
  static constexpr bool carried = true;
  static constexpr bool reads_input = true;

  struct Parameters {
    Activation activation, gate;
    double weight_variance, bias_variance;
    bool tied;
  };

  static Parameters parameters(const Network& network) {
    return {widefield::activation(network), widefield::activation("sigmoid", 0, 1),
            network.weight_variance, network.bias_variance, network.tied};
  }
  WIDEFIELD_HD static Term term(const Parameters& p, const LayerShape&, int, int which) {
    const bool input = which >= gates;
    return {.field = which % gates,
            .matrix = which,
            .signal = input ? external_input : 0,
            .weight_variance = (input ? 0.5 : 1) * p.weight_variance,
            .tied = p.tied};
  }
  WIDEFIELD_HD static Field field(const Parameters& p, const LayerShape&, int, int which) {
    return {.bias_variance = p.bias_variance, .bias_mean = which == 0 ? 0.4 : 0.0};
  }
  WIDEFIELD_HD static InputStream input(const Parameters&) { return {0.8, 0.3}; }
  template <class S>
  WIDEFIELD_HD static S signal(const Parameters&, int, const S* registers, S mask) {
    return mask * registers[0];
  }
  template <int stage, class S>
  WIDEFIELD_HD static void update(const Parameters& p, S* registers, const S* fields, S) {
    registers[1] = value(p.gate, fields[0]) * registers[1] +
                   value(p.gate, fields[1]) * value(p.activation, fields[3]);
    registers[0] = value(p.gate, fields[2]) * value(p.activation, registers[1]);
  }
};

/// The minimal recurrent network, whose input comes elementwise: x' = g x + (1 - g) u with g =
/// sigmoid(W x + b), and means of weights and biases. [chen2018]
struct MinimalRnn {
  static constexpr std::string_view name = "test_minimal_rnn";
  static constexpr int states = 1;
  static constexpr int registers = 1;
  static constexpr int stages = 1;
  WIDEFIELD_HD static constexpr int fields(int) { return 1; }
  static constexpr bool carried = true;
  static constexpr bool reads_input = true;
  static constexpr bool emits_registers = true;

  struct Parameters {
    Activation gate;
    double weight_variance, bias_variance;
    bool tied;
  };

  static Parameters parameters(const Network& network) {
    return {widefield::activation("sigmoid", 0, 1), network.weight_variance, network.bias_variance,
            network.tied};
  }
  WIDEFIELD_HD static Term term(const Parameters& p, const LayerShape&, int, int) {
    return {.weight_variance = p.weight_variance, .weight_mean = 0.9, .tied = p.tied};
  }
  WIDEFIELD_HD static Field field(const Parameters& p, const LayerShape&, int, int) {
    return {.bias_variance = p.bias_variance, .bias_mean = 0.5};
  }
  WIDEFIELD_HD static InputStream input(const Parameters&) { return {1.3, 0.6}; }
  template <class S>
  WIDEFIELD_HD static S signal(const Parameters&, int, const S* registers, S mask) {
    return mask * registers[0];
  }
  template <int stage, class S>
  WIDEFIELD_HD static void update(const Parameters& p, S* registers, const S* fields, S input) {
    const S gate = value(p.gate, fields[0]);
    registers[0] = input + gate * (registers[0] - input);
  }
};

/// A perceptron whose weights have a mean, as in Amari's networks: h = W x + b, x' = phi(h), W_ij
/// of mean m / N. [amari1972]
struct MeanMlp {
  static constexpr std::string_view name = "test_mean_mlp";
  static constexpr int states = 1;
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
    return {.weight_variance = p.weight_variance, .weight_mean = 1.5, .tied = p.tied};
  }
  WIDEFIELD_HD static Field field(const Parameters& p, const LayerShape&, int, int) {
    return {.bias_variance = p.bias_variance, .bias_mean = 0.7};
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

/// Every one of them: tests iterate over this list and that of the catalog.
using TestCells = List<Gru, Lstm, MinimalRnn, MeanMlp>;

}  // namespace widefield::inline WIDEFIELD_ISA
