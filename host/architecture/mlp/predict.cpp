#include <cmath>
#include <limits>
#include <string>

#include "host/architecture/mean_field/critical_line.hpp"
#include "host/architecture/mlp/curves.hpp"
#include "host/architecture/mlp/lyapunov.hpp"
#include "host/architecture/mlp/predict.hpp"
#include "host/architecture/mlp/spectrum.hpp"
#include "widefield/observable.hpp"

namespace widefield {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

// Everything about the fixed point that the experiment's first input reaches.
struct Limit {
  std::vector<FixedPoint> points;
  bool escapes;
  double q, chi_1 = not_a_number, chi_length = not_a_number;
  double distance = not_a_number, correlation_slope = not_a_number;
};

double first_length(const LayerLaw& layer, const Inputs& inputs) {
  return layer.weight_variance * input_gram(inputs)[0][0] + layer.bias_variance;
}

Limit limit_of(const LayerLaw& layer, double first) {
  const std::vector<FixedPoint> points = length_fixed_points(layer);
  Limit limit{points, length_escapes(layer, points), length_limit(layer, points, first)};
  if (!std::isfinite(limit.q)) return limit;
  limit.chi_1 = gradient_factor(layer, limit.q);
  limit.chi_length =
      limit.q == 0 && !points.empty() ? points.front().slope : length_slope(layer, limit.q);
  limit.distance = limit_distance(layer, limit.q);
  limit.correlation_slope =
      std::isnan(limit.distance) ? limit.chi_1 : correlation_slope(layer, limit.q, limit.distance);
  return limit;
}

int attractors(const Limit& limit) {
  int count = limit.escapes ? 1 : 0;
  for (const FixedPoint& point : limit.points)
    count += point.stable ? 1 : 0;
  return count;
}

std::string phase(const Limit& limit) {
  if (attractors(limit) > 1) return "bistable";
  if (!std::isfinite(limit.q)) return "divergent";
  if (std::abs(limit.chi_1 - 1) < critical_width) return "critical";
  return limit.chi_1 < 1 ? "ordered" : "chaotic";
}

std::vector<Scalar> scalars(const LayerLaw& layer, const Limit& limit) {
  const double critical = critical_weight_variance(layer.phi, layer.bias_variance, layer.keep);
  const bool finite = std::isfinite(limit.q);
  const double bend = finite ? curvature_fixed_point(layer, limit.q) : not_a_number;
  return {
      {"q_star", limit.q},
      {"q_stars", limit.points},
      {"chi_1", limit.chi_1},
      {"chi_length", limit.chi_length},
      {"c_star", 1 - limit.distance},
      {"xi_q", depth_scale(limit.chi_length)},
      {"xi_c", depth_scale(limit.correlation_slope)},
      {"xi_gradient", depth_scale(limit.chi_1)},
      {"phase", phase(limit)},
      {"critical_weight_variance", critical},
      {"curvature_star", bend},
  };
}

void add_exponents(const Experiment& experiment, Prediction& prediction) {
  Curve line = lyapunov_line(experiment, prediction.curves);
  if (!line.at.empty()) prediction.curves.push_back(std::move(line));
}

}  // namespace

Prediction predict_mlp(const Experiment& experiment) {
  const Network& network = experiment.network;
  MlpSetting setting;
  setting.layer = layer_law(network);
  setting.inputs = input_gram(experiment.inputs);
  setting.circle = experiment.inputs.manifold == "circle";
  setting.depth = network.depth;
  setting.orthogonal = network.weights == "orthogonal";
  // Uniform and Rademacher weights make pre-activations that are not Gaussian to order 1/N.
  // With the same weights in every layer the infinite network has the same q, c and gradients, but
  // finite ones fluctuate otherwise.
  // Where phi jumps away from 0 the derivatives of the map of pairs are not followed.
  const bool jumps = setting.layer.phi.jumps() && !setting.layer.phi.homogeneous;
  setting.noise = (setting.orthogonal || network.weights == "gaussian") && !network.tied && !jumps;
  setting.exponents = expandable_exponents(experiment);
  const double first = first_length(setting.layer, experiment.inputs);
  const Limit limit = limit_of(setting.layer, first);
  Prediction prediction{scalars(setting.layer, limit), mlp_curves(setting)};
  for (const Scalar& scalar : lyapunov_scalars(network, limit.q))
    prediction.scalars.push_back(scalar);
  add_spectrum({experiment, setting.layer, first, limit.q}, prediction);
  if (measures(experiment, Primitive::lyapunov_exponent)) add_exponents(experiment, prediction);
  return prediction;
}

}  // namespace widefield
