#include "host/architecture/mlp/closed_law.hpp"

#include <cmath>

#include "widefield/observable.hpp"

namespace widefield {
namespace {

bool is_linear(const Network& network) {
  return network.activation == "linear";
}

/// sigma_w^2, of which relu passes on a half.
double gain(const Network& network) {
  return is_linear(network) ? network.weight_variance : network.weight_variance / 2;
}

std::string why_not(const Experiment& experiment, const std::string& observable) {
  const ProductOf product = observable_row(observable).product;
  const Network& network = experiment.network;
  if (product == ProductOf::none) return "no law of its logarithm is known";
  if (network.activation != "relu" && !is_linear(network))
    return "only relu and linear networks have a closed law";
  const bool frame = product == ProductOf::frame;
  if (network.weights != "gaussian" && !(frame && network.weights == "orthogonal"))
    return "only Gaussian weights have a closed law";
  if (network.dropout_keep < 1) return "dropout has no closed law";
  if (network.tied) return "tied weights have no closed law";
  if (network.depth < 2 && !frame) return "one layer is a constant";
  if (network.bias_variance > 0 && product != ProductOf::tangent && !frame)
    return "biases break the product";
  if (product == ProductOf::gradient && input_gram(experiment.inputs).size() > 1)
    return "averaged over several inputs, it is no product";
  return "";
}

/// sigma_w^2 xi, and sigma_w^2 / 2 xi for relu.
LogLaw factor(const Network& network, std::int64_t width) {
  LogLaw law = is_linear(network) ? linear_log_factor(width) : relu_log_factor(width);
  law.mean += std::log(gain(network));
  return law;
}

LogLaw exponent(const Network& network, std::int64_t width, int direction) {
  const bool haar = network.weights == "orthogonal";
  const LogLaw layer = is_linear(network) ? linear_growth(width, direction, haar)
                                          : relu_growth(width, direction, haar);
  return {0.5 * (layer.mean + std::log(gain(network))), layer.variance / (4 * network.depth)};
}

}  // namespace

constinit const ClosedLaw mlp_closed_law{why_not, factor, exponent};

}  // namespace widefield
