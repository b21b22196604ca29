#include "host/architecture/mlp/lyapunov.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string>

#include "widefield/activation/of_network.hpp"
#include "widefield/error.hpp"
#include "widefield/lyapunov.hpp"

namespace widefield {
namespace {

// Mean square of the overlap of two orthonormal tangents above a layer, relative to chi_1, times N:
// the noise of T there is 3 mu_2 / mu_1^2 - 1, of which orthogonal weights keep back 2.
double overlap(const NoiseStep& step) {
  return (step.noise[2][2] + 1) / 3 - step.conserved[2][2] / 2;
}

JacobianEnsemble ensemble_of(const Network& network, double q) {
  return {.activation = network.activation,
          .activation_slope = network.activation_slope,
          .activation_power = network.activation_power,
          .scaling = activation(network).scaling,
          .q = q,
          .weight_variance = network.weight_variance,
          .orthogonal = network.weights == "orthogonal"};
}

LyapunovTheory theory_of(const Network& network, double q) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  const LyapunovTheory unknown{none, none, none, none, none};
  if (!(q > 0) || !std::isfinite(q) || network.dropout_keep < 1) return unknown;
  try {
    return lyapunov_theory(ensemble_of(network, q));
  } catch (const InputError&) {
    return unknown;
  }
}

/// The lengths of the first input with the number of layers that have them, to four digits.
std::map<double, int> lengths_of(const Prediction& prediction) {
  constexpr double digits = 1e4;
  std::map<double, int> lengths;
  for (const Curve& curve : prediction.curves)
    if (curve.observable == "length_map" && curve.component == "0")
      for (const double q : curve.value)
        ++lengths[std::exp(std::round(std::log(q) * digits) / digits)];
  return lengths;
}

}  // namespace

std::vector<Curve> lyapunov_curves(const MlpSetting& setting, const std::vector<InputLayer>& layers,
                                   int exponents) {
  InputLayer last = layers.back();
  const LinearNoise top = next_layer(setting, last).tangent;
  double growth = 0, overlaps = overlap(last.step);
  for (const InputLayer& at : layers)
    growth += std::log(gradient_factor(setting.layer, at.q));
  for (std::size_t l = 0; l + 1 < layers.size(); ++l)
    overlaps += overlap(layers[l].step);
  const double scale = 0.5 / setting.depth;
  const double first = top.bias[2] - 0.5 * top.covariance[2][2];
  std::vector<Curve> curves;
  for (int i = 1; i <= exponents; ++i) {
    curves.push_back(new_curve("lyapunov_spectrum", std::to_string(i), "newman1986"));
    add(curves.back(), setting.depth,
        {scale * growth, scale * (first - (i - 1) * overlaps),
         scale * scale * top.covariance[2][2]});
    keep_known_noise(curves.back(), setting.noise);
  }
  return curves;
}

int expandable_exponents(const Experiment& experiment) {
  constexpr std::int64_t part = 16;
  const auto& widths = experiment.network.width;
  const std::int64_t reach = *std::min_element(widths.begin(), widths.end()) / part;
  return static_cast<int>(std::min<std::int64_t>(experiment.measure.exponents, reach));
}

std::vector<Scalar> lyapunov_scalars(const Network& network, double q) {
  const LyapunovTheory theory = theory_of(network, q);
  return {{"lyapunov_max", theory.largest},
          {"positive_fraction", theory.positive_fraction},
          {"entropy_per_neuron", theory.entropy_per_neuron},
          {"kaplan_yorke_per_neuron", theory.kaplan_yorke_per_neuron}};
}

SpectrumLine lyapunov_line(const Experiment& experiment, const Prediction& prediction,
                           double most) {
  constexpr int points = 48;
  const Network& network = experiment.network;
  if (network.architecture != "mlp" || network.dropout_keep < 1 || !(most > 0)) return {};
  SpectrumLine line;
  for (int i = 0; i <= points; ++i)  // denser at the top of the spectrum, where exponents turn
    line.rank_fraction.push_back(most * std::max(1e-3, i * i / double(points * points)));
  line.exponent.assign(line.rank_fraction.size(), 0.0);
  try {
    for (const auto& [q, layers] : lengths_of(prediction)) {
      const auto exponents = lyapunov_exponents(ensemble_of(network, q), line.rank_fraction);
      for (std::size_t i = 0; i < exponents.size(); ++i)
        line.exponent[i] += layers * exponents[i] / network.depth;
    }
  } catch (const InputError&) {
    return {};
  }
  const auto lost = std::find_if(line.exponent.begin(), line.exponent.end(),
                                 [](double x) { return !std::isfinite(x); });
  line.exponent.erase(lost, line.exponent.end());
  line.rank_fraction.resize(line.exponent.size());
  return line;
}

}  // namespace widefield
