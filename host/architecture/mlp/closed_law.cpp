#include "host/architecture/mlp/closed_law.hpp"

#include <cmath>
#include <optional>

#include "widefield/activation/of_network.hpp"
#include "widefield/activation/two_slopes.hpp"
#include "widefield/observable.hpp"

namespace widefield {
namespace {

/// A layer multiplies by sigma_w^2 times the mean of phi(h)^2 / h^2, which is slope^2 for a line
/// and slope^2 / 2 for relu, scaled or turned.
struct ClosedLayer {
  bool linear;
  double gain;
};

/// Of activations that are linear or 0 on each side of 0; null for the others.
std::optional<ClosedLayer> closed_layer(const Network& network) {
  const TwoSlopes slopes = two_slopes(activation(network));
  const bool linear = slopes.negative == slopes.positive;
  if (!slopes.applies || (!linear && slopes.negative != 0 && slopes.positive != 0)) return {};
  const double slope = slopes.positive != 0 ? slopes.positive : slopes.negative;
  const double gain = network.weight_variance * (slope * slope);
  return ClosedLayer{linear, linear ? gain : gain / 2};
}

std::string why_not(const Experiment& experiment, const std::string& observable) {
  const ProductOf product = observable_row(observable).product;
  const Network& network = experiment.network;
  if (product == ProductOf::none) return "no law of its logarithm is known";
  if (!closed_layer(network)) return "only relu and linear networks have a closed law";
  const bool frame = product == ProductOf::frame;
  if (network.weights != "gaussian" && !(frame && network.weights == "orthogonal"))
    return "only Gaussian weights have a closed law";
  if (network.dropout_keep < 1) return "dropout has no closed law";
  if (network.tied) return "tied weights have no closed law";
  if (network.depth < 2 && !frame) return "one layer is a constant";
  if (network.bias_variance > 0 && product != ProductOf::tangent && !frame)
    return "biases break the product";
  if (product == ProductOf::gradient && input_count(experiment.inputs) > 1)
    return "averaged over several inputs, it is no product";
  return "";
}

/// sigma_w^2 xi, and sigma_w^2 / 2 xi for relu, times its slope squared.
LogLaw factor(const Network& network, std::int64_t width) {
  const ClosedLayer layer = closed_layer(network).value();
  LogLaw law = layer.linear ? linear_log_factor(width) : relu_log_factor(width);
  law.mean += std::log(layer.gain);
  return law;
}

LogLaw exponent(const Network& network, std::int64_t width, int direction) {
  const bool haar = network.weights == "orthogonal";
  const ClosedLayer closed = closed_layer(network).value();
  const LogLaw layer =
      closed.linear ? linear_growth(width, direction, haar) : relu_growth(width, direction, haar);
  return {0.5 * (layer.mean + std::log(closed.gain)), layer.variance / (4 * network.depth)};
}

}  // namespace

constinit const ClosedLaw mlp_closed_law{why_not, factor, exponent};

}  // namespace widefield
