#include <cmath>
#include <limits>
#include <string>

#include "host/architecture/batch_norm/curves.hpp"
#include "host/architecture/batch_norm/limit.hpp"
#include "host/architecture/batch_norm/predict.hpp"
#include "host/architecture/mean_field/length_map.hpp"

namespace widefield {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

BatchLaw batch_law(const Network& network) {
  const Network::BatchNorm& of = network.batch_norm;
  return {{nonlinearity(network)}, of.batch, network.weight_variance, of.epsilon};
}

std::string gradient_moments(const BatchLaw& law) {
  switch (gradient_tail(law)) {
    case GradientTail::vanishes:
      return "zero";
    case GradientTail::no_mean:
      return "no mean";
    case GradientTail::no_variance:
      return "no variance";
    case GradientTail::finite:
      return "finite";
  }
  return "";
}

std::vector<Scalar> fixed_point_scalars(const BatchStep& step) {
  return {{"q_star", step.square},
          {"c_star", step.product / step.square},
          {"cross_batch_gram", step.mean * step.mean},
          {"forward_rate_G", step.forward.G},
          {"forward_rate_L", step.forward.L},
          {"forward_rate_M", step.forward.M}};
}

// Gradients of a state that nobody reaches would be wrong numbers.
std::vector<Scalar> gradient_scalars(const BatchFixedPoint& point) {
  const auto known = [&](double rate) { return point.stable ? rate : not_a_number; };
  const BatchRates& rates = point.step.gradient;
  return {{"cross_batch_rate", known(point.step.cross_batch)},
          {"gradient_rate", known(rates.G)},
          {"gradient_rate_L", known(rates.L)},
          {"gradient_rate_M", known(rates.M)},
          {"xi_gradient", depth_scale(known(rates.G))},
          {"stable", point.stable}};
}

std::vector<Scalar> parameter_scalars(const BatchLaw& law) {
  const BatchLimit limit = batch_limit(law.f);
  const BatchCritical critical = batch_critical(law);
  return {{"gradient_moments", gradient_moments(law)},
          {"gradient_rate_infinite_batch", limit.gradient},
          {"forward_rate_L_infinite_batch", limit.forward_L},
          {"critical_epsilon", critical.epsilon},
          {"gradient_critical_epsilon", critical.gradient_epsilon}};
}

void append(std::vector<Scalar>& scalars, const std::vector<Scalar>& more) {
  scalars.insert(scalars.end(), more.begin(), more.end());
}

}  // namespace

Prediction predict_batch_norm(const Experiment& experiment) {
  BatchLayer layer(batch_law(experiment.network));
  const std::optional<BatchInput> input = batch_input(experiment);
  const double start = input ? input->mu() : 1;
  const BatchFixedPoint point = batch_fixed_point(layer, layer.law().weight_variance * start);
  Prediction prediction{fixed_point_scalars(point.step), {}};
  append(prediction.scalars, gradient_scalars(point));
  append(prediction.scalars, parameter_scalars(layer.law()));
  if (!input || !(start > 0)) return prediction;
  // A state that does not attract is left after some layers, the fewer the narrower the network.
  prediction.curves = point.stable ? batch_norm_curves(layer, *input, experiment.network.depth)
                                   : batch_norm_first_layer(layer, *input);
  return prediction;
}

// The states grow, so that epsilon drops out in the end.
Prediction predict_batch_norm_residual(const Experiment& experiment) {
  const Network& network = experiment.network;
  BatchLaw law = batch_law(network);
  BatchLayer branch(law);
  law.epsilon = 0;
  BatchLayer deep(law);
  const BatchFixedPoint point = batch_fixed_point(deep, 1);
  Prediction prediction{fixed_point_scalars(point.step), {}};
  prediction.scalars.push_back({"gradient_exponent", point.step.gradient.G});
  prediction.scalars.push_back({"stable", point.stable});
  const std::optional<BatchInput> input = batch_input(experiment);
  if (input && input->mu() > 0)
    prediction.curves = batch_norm_residual_curves(
        branch, {network.residual.branch_variance, network.residual.branch_bias_variance}, *input,
        network.depth);
  return prediction;
}

}  // namespace widefield
