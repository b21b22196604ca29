#pragma once
#include <optional>

#include "widefield/activation/of_network.hpp"
#include "widefield/activation/two_slopes.hpp"

namespace widefield {

/// The factor that a layer of a closed law multiplies by: sigma_w^2 times the mean of phi(h)^2 /
/// h^2, which is slope^2 for a line and slope^2 / 2 for relu, scaled or turned.
struct ClosedLayer {
  bool linear;
  double factor;
};

/// Of activations that are linear or 0 on each side of 0; null for the others.
inline std::optional<ClosedLayer> closed_layer(const Network& network) {
  const TwoSlopes slopes = two_slopes(activation(network));
  const bool linear = slopes.negative == slopes.positive;
  if (!slopes.applies || (!linear && slopes.negative != 0 && slopes.positive != 0)) return {};
  const double slope = slopes.positive != 0 ? slopes.positive : slopes.negative;
  const double gain = network.weight_variance * (slope * slope);
  return ClosedLayer{linear, linear ? gain : gain / 2};
}

}  // namespace widefield
