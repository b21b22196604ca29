#pragma once
#include <vector>

#include "host/architecture/mean_field/correlation_map.hpp"
#include "widefield/theory.hpp"

namespace widefield {

/// What the curves of an mlp are made from.
struct MlpSetting {
  LayerLaw layer;
  Gram inputs;  // x_a.x_b / N
  int depth = 1;
  bool noise = true;        // whether biases and variances to order 1/N are known
  bool orthogonal = false;  // weights
  bool circle = false;      // the inputs are points of a circle
  int exponents = 0;        // of lyapunov_spectrum
};

/// Adds length_map, chi_1, chi_length, activity, kurtosis of every input, correlation_map of every
/// pair, gradient_norm, lyapunov_spectrum of the first input, and the manifold's on a circle. A
/// curve without known noise has empty `bias` and `variance`.
void add_mlp_curves(const MlpSetting& setting, Prediction& prediction);

}  // namespace widefield
