#pragma once
#include "kernels/activation/instances.hpp"
#include "kernels/cell/cell.hpp"
#include "widefield/activation/catalog.hpp"

// Three architectures that are not in the catalog. They prove that the design of a cell carries
// what is to come: a second stage and registers that live on, gates, a mix over copies.
namespace widefield::inline WIDEFIELD_ISA {

/// The full residual block: x' = x + V phi(W x + b) + a. [yang2017]
struct FullResidual {
  static constexpr std::string_view name = "test_full_residual";
  static constexpr int registers = 2;  // x, phi(W x + b)
  static constexpr int stages = 2;
  WIDEFIELD_HD static constexpr int fields(int) { return 1; }
  static constexpr bool carried = true;

  struct Parameters {
    Activation activation;
    double weight_variance, bias_variance, branch_variance, branch_bias_variance;
  };

  static Parameters parameters(const Network& network) {
    return {widefield::activation(network.activation, network.activation_slope,
                                  network.activation_power),
            network.weight_variance, network.bias_variance, 0.5, 0.1};
  }
  WIDEFIELD_HD static Field field(const Parameters& p, int stage, int) {
    if (stage == 0) return {0, 0, p.weight_variance, p.bias_variance, false};
    return {1, 1, p.branch_variance, p.branch_bias_variance, false};
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
  WIDEFIELD_HD static Field field(const Parameters& p, int stage, int which) {
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

/// Batch normalisation before the activation: phi((h_a - m) / s), m and s^2 the mean and variance
/// of a neuron over the batch of copies. [yang2019, eq. 3]
struct BatchNorm {
  static constexpr std::string_view name = "test_batch_norm";
  static constexpr int registers = 1;
  static constexpr int stages = 1;
  WIDEFIELD_HD static constexpr int fields(int) { return 1; }
  static constexpr bool carried = false;

  struct Parameters {
    Activation activation;
    double weight_variance, bias_variance, epsilon;
  };

  static Parameters parameters(const Network& network) {
    return {widefield::activation(network.activation, network.activation_slope,
                                  network.activation_power),
            network.weight_variance, network.bias_variance, 1e-3};
  }
  WIDEFIELD_HD static Field field(const Parameters& p, int, int) {
    return {0, 0, p.weight_variance, p.bias_variance, false};
  }
  template <class S>
  WIDEFIELD_HD static S signal(const Parameters&, int, const S* registers, S mask) {
    return mask * registers[0];
  }
  template <int stage, class S>
  WIDEFIELD_HD static void update(const Parameters& p, S* registers, const S* fields, S) {
    registers[0] = value(p.activation, fields[0]);
  }

  /// 1 / s of values already centred.
  template <class S>
  WIDEFIELD_HD static S inverse_deviation(const Parameters& p, const S* centred, int copies) {
    S square(0);
    for (int a = 0; a < copies; ++a)
      square = square + centred[a] * centred[a];
    return S(1) / sqrt(square * S(1.0 / copies) + S(p.epsilon));
  }
  template <class S>
  WIDEFIELD_HD static S centre(S* values, int copies) {
    S mean(0);
    for (int a = 0; a < copies; ++a)
      mean = mean + values[a];
    mean = mean * S(1.0 / copies);
    for (int a = 0; a < copies; ++a)
      values[a] = values[a] - mean;
    return mean;
  }
  template <class S>
  WIDEFIELD_HD static void mix(const Parameters& p, S* values, int copies) {
    centre(values, copies);
    const S scale = inverse_deviation(p, values, copies);
    for (int a = 0; a < copies; ++a)
      values[a] = scale * values[a];
  }
  /// With v the centred values and u = v / s: g -> (C g - u (u . g) / B) / s, C the centring.
  template <class S>
  WIDEFIELD_HD static void mix_transposed(const Parameters& p, const S* values, S* adjoint,
                                          int copies) {
    constexpr int most = 64;
    S centred[most];
    for (int a = 0; a < copies; ++a)
      centred[a] = values[a];
    centre(centred, copies);
    const S scale = inverse_deviation(p, centred, copies);
    S overlap(0);
    for (int a = 0; a < copies; ++a)
      overlap = overlap + scale * centred[a] * adjoint[a];
    centre(adjoint, copies);
    for (int a = 0; a < copies; ++a)
      adjoint[a] = scale * (adjoint[a] - scale * centred[a] * overlap * S(1.0 / copies));
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
