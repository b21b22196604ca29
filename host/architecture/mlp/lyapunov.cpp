#include "host/architecture/mlp/lyapunov.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string>

#include "widefield/activation/of_network.hpp"
#include "widefield/error.hpp"
#include "widefield/lyapunov.hpp"
#include "widefield/observable.hpp"

namespace widefield {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

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
  if (!(q >= 0) || !std::isfinite(q) || network.dropout_keep < 1) return unknown;
  try {
    return lyapunov_theory(ensemble_of(network, q));
  } catch (const InputError&) {
    return unknown;
  }
}

bool is_length(const Curve& curve) {
  const ObservableRow* of = find_observable(curve.observable);
  return of != nullptr && of->product == ProductOf::length;
}

/// The lengths of the first input with the number of layers that have them, to four digits; 0 where
/// they have fallen below the range of doubles, none where one has grown beyond it.
std::map<double, int> lengths_of(const std::vector<Curve>& curves) {
  constexpr double digits = 1e4;
  std::map<double, int> lengths;
  double last = 1;
  for (const Curve& curve : curves)
    if (is_length(curve) && curve.component == "0")
      for (const double q : curve.value) {
        if (!std::isfinite(q) && last > 1) return {};
        last = std::isfinite(q) ? q : 0;
        ++lengths[std::exp(std::round(std::log(last) * digits) / digits)];
      }
  return lengths;
}

/// (i - 1/2) / N of the last exponent of the narrowest network.
double largest_fraction(const Experiment& experiment) {
  const auto& widths = experiment.network.width;
  const auto narrowest = static_cast<double>(*std::min_element(widths.begin(), widths.end()));
  return (experiment.measure.exponents - 0.5) / narrowest;
}

/// Denser at the top of the spectrum, where exponents turn.
std::vector<double> fractions_up_to(double most) {
  constexpr int points = 48;
  std::vector<double> fractions;
  for (int i = 1; i <= points; ++i)
    fractions.push_back(most * std::max(1e-3, i * i / double(points * points)));
  return fractions;
}

}  // namespace

std::vector<Curve> lyapunov_curves(const MlpSetting& setting, const std::vector<InputLayer>& layers,
                                   int exponents) {
  InputLayer last = layers.back();
  const LinearNoise top = next_layer(setting, last).tangent;
  double growth = 0, overlaps = overlap(last.step);
  for (const InputLayer& at : layers)
    growth += std::log(gradient_factor(law_at(setting, at), at.q));
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

bool is_one_matrix(const Network& network, double chi_1) {
  return network.tied && network.dropout_keep == 1 && chi_1 < 1 + critical_width;
}

std::vector<Scalar> lyapunov_scalars(const Network& network, const FixedPointSlopes& at) {
  const LyapunovTheory theory = theory_of(network, at.q);
  // NaN stays NaN.
  const bool alone = is_one_matrix(network, at.chi_1);
  const double isolated = alone ? std::log(std::abs(at.chi_length)) : -infinite;
  return {{"lyapunov_max", isolated > theory.largest ? isolated : theory.largest},
          {"positive_fraction", theory.positive_fraction},
          {"entropy_per_neuron", theory.entropy_per_neuron},
          {"kaplan_yorke_per_neuron", theory.kaplan_yorke_per_neuron},
          {"mean_exponent", theory.mean}};
}

Curve lyapunov_line(const Experiment& experiment, const std::vector<Curve>& curves) {
  const Network& network = experiment.network;
  Curve none = new_curve("lyapunov_spectrum", "", "newman1986");
  none.axis = Axis::fraction;
  if (network.dropout_keep < 1) return none;
  const std::map<double, int> lengths = lengths_of(curves);
  if (lengths.empty()) return none;
  Curve line = none;
  line.at = fractions_up_to(largest_fraction(experiment));
  line.value.assign(line.at.size(), 0.0);
  try {
    for (const auto& [q, layers] : lengths) {
      const auto exponents = lyapunov_exponents(ensemble_of(network, q), line.at);
      for (std::size_t i = 0; i < exponents.size(); ++i)
        line.value[i] += layers * exponents[i] / network.depth;
    }
  } catch (const InputError&) {
    return none;
  }
  const auto lost = std::find_if(line.value.begin(), line.value.end(),
                                 [](double x) { return !std::isfinite(x); });
  line.value.erase(lost, line.value.end());
  line.at.resize(line.value.size());
  return line;
}

}  // namespace widefield
