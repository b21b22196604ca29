#pragma once
#include <vector>

#include "host/architecture/mean_field/linear_noise.hpp"

namespace widefield {

/// |J u|^2 relative to its infinite-width value, J the Jacobian of pre-activations of the last
/// layer in those of an earlier one, u a random direction there; from a layer's length noise. Its
/// mean and variance are those of |J^T g|^2 / |g|^2 with a random direction g at the end: both are
/// fixed by tr J J^T and tr (J J^T)^2. So the law of back-propagated gradients follows from
/// tangents.
struct GradientNoise {
  double bias = 0, variance = 0;
};

/// GradientNoise of every layer: steps[l] leads from layer l + 1 to l + 2, lengths[l] is the noise
/// of layer l + 1.
std::vector<GradientNoise> gradient_noise(const std::vector<NoiseStep>& steps,
                                          const std::vector<LengthNoise>& lengths);

/// The same for any chain: starts[l] is the noise of (Q, R, T) where a random direction of fixed
/// norm begins at layer l + 1, last_norm what is added to the variance at the end.
std::vector<GradientNoise> gradient_noise(const std::vector<NoiseStep>& steps,
                                          const std::vector<LinearNoise>& starts, double last_norm);

}  // namespace widefield
