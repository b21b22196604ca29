#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "host/architecture/mean_field/critical_line.hpp"
#include "host/architecture/mean_field/part.hpp"
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
  bool escapes = false;
  double q = not_a_number, chi_1 = not_a_number, chi_length = not_a_number;
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

std::vector<CriticalState> critical_states(const LayerLaw& layer) {
  std::vector<CriticalState> states;
  for (const CriticalPoint& point : critical_points(layer.phi, layer.bias_variance, layer.keep))
    states.push_back({point.weight_variance, point.q, point.length_slope, is_stable(point)});
  return states;
}

const Names scalar_names = {"q_star", "chi_1",       "chi_length", "c_star",        "xi_q",
                            "xi_c",   "xi_gradient", "phase",      "curvature_star"};

std::vector<Scalar> scalars(const LayerLaw& layer, const Limit& limit) {
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
      {"curvature_star", bend},
  };
}

std::vector<Scalar> critical_scalars(const std::vector<CriticalState>& states) {
  const auto stable = std::find_if(states.begin(), states.end(),
                                   [](const CriticalState& state) { return state.stable; });
  return {
      {"critical_weight_variance", stable == states.end() ? not_a_number : stable->weight_variance},
      {"critical_points", states}};
}

const Names of_fixed_point = {"chi_1", "chi_length", "c_star", "xi_q", "xi_c", "xi_gradient"};

// Why scalars of the fixed point do not exist.
void explain_limit(const LayerLaw& layer, const Limit& limit, Prediction& prediction) {
  if (std::isinf(limit.q))
    for (const std::string& name : of_fixed_point)
      explain(prediction, name, "lengths grow without bound: there is no fixed point to belong to");
  if (limit.q == 0)
    explain(prediction, "c_star", "lengths go to 0, where correlations lose their meaning");
  if (std::isinf(limit.chi_1))
    explain(prediction, "xi_c", "phi jumps: its slope has no mean square");
  explain(prediction, "curvature_star",
          layer.phi.smooth() ? "only in the chaotic phase has the curvature a fixed point"
                             : "phi has a kink, so the image of a curve has corners");
}

void explain_critical(const std::vector<CriticalState>& states, Prediction& prediction) {
  explain(prediction, "critical_weight_variance",
          states.empty()
              ? "chi_1 = 1 at no length that a weight variance keeps at this bias variance"
              : "chi_1 = 1 only at lengths that no network stays at (critical_points has them)");
}

const Names exponent_names = {"lyapunov_max", "positive_fraction", "entropy_per_neuron",
                              "kaplan_yorke_per_neuron", "mean_exponent"};

void explain_exponents(const Network& network, const Limit& limit, Prediction& prediction) {
  std::string reason = "the slope of this activation has no law: it jumps";
  if (std::isinf(limit.q)) reason = "lengths grow without bound: there is no fixed point";
  if (network.dropout_keep < 1) reason = "masks are drawn anew: no theory of the spectrum is known";
  for (const std::string& name : exponent_names)
    explain(prediction, name, reason);
}

void add_exponents(const Experiment& experiment, const std::vector<Curve>& lengths,
                   Prediction& prediction) {
  Curve line = lyapunov_line(experiment, lengths);
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
  // Where phi jumps away from 0, or has a slope without bound, the derivatives of the map of pairs
  // are not followed.
  const Nonlinearity& phi = setting.layer.phi;
  const bool jumps = !phi.homogeneous && (phi.jumps() || (phi.root > 0 && phi.root < 1));
  setting.noise = (setting.orthogonal || network.weights == "gaussian") && !network.tied && !jumps;
  setting.exponents = expandable_exponents(experiment);
  const double first = first_length(setting.layer, experiment.inputs);
  Prediction prediction;
  Limit limit;
  add_scalars(prediction, scalar_names, [&] {
    limit = limit_of(setting.layer, first);
    return scalars(setting.layer, limit);
  });
  std::vector<CriticalState> states;
  add_scalars(prediction, {"critical_weight_variance"}, [&] {
    states = critical_states(setting.layer);
    return critical_scalars(states);
  });
  explain_limit(setting.layer, limit, prediction);
  explain_critical(states, prediction);
  const bool one_matrix = is_one_matrix(network, limit.chi_1);
  if (one_matrix) setting.exponents = 0;
  add_mlp_curves(setting, prediction);
  add_scalars(prediction, exponent_names, [&] {
    return lyapunov_scalars(network, {limit.q, limit.chi_1, limit.chi_length});
  });
  explain_exponents(network, limit, prediction);
  add_part(prediction, {"jacobian_spectrum"}, [&](Prediction& part) {
    add_spectrum({experiment, setting.layer, first, limit.q}, part);
  });
  if (!measures(experiment, Primitive::lyapunov_exponent)) return prediction;
  if (one_matrix)
    prediction.unknown.emplace_back(
        "lyapunov_spectrum",
        "in the ordered phase of tied weights exponents are those of one matrix, the largest its "
        "spectral radius, which nears its limit like sqrt(ln N / N): no fit in 1/N judges them");
  add_part(prediction, {"lyapunov_spectrum"},
           [&](Prediction& part) { add_exponents(experiment, prediction.curves, part); });
  return prediction;
}

}  // namespace widefield
