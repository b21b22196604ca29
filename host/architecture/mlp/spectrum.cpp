#include "host/architecture/mlp/spectrum.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "host/architecture/mean_field/curve_point.hpp"
#include "widefield/activation/of_network.hpp"
#include "widefield/error.hpp"
#include "widefield/jacobian.hpp"
#include "widefield/observable.hpp"
#include "widefield/universal.hpp"

namespace widefield {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Lengths may leave the fixed point by this part before edge and mass are theirs no more: the mass
/// then moves by a tenth of a percent at most.
constexpr double at_fixed_point = 2e-3;

JacobianEnsemble ensemble_at(const SpectrumSetting& setting, double q) {
  const Network& network = setting.experiment.network;
  JacobianEnsemble ensemble;
  ensemble.activation = network.activation;
  ensemble.activation_slope = network.activation_slope;
  ensemble.activation_power = network.activation_power;
  ensemble.scaling = activation(network).scaling;
  ensemble.q = q;
  ensemble.weight_variance = network.weight_variance;
  ensemble.orthogonal = network.weights == "orthogonal";
  ensemble.depth = network.depth;
  return ensemble;
}

/// Slopes on either side of 0 that do not depend on the length.
bool slopes_are_fixed(const SpectrumSetting& setting) {
  const auto& homogeneous = setting.layer.phi.homogeneous;
  return homogeneous && homogeneous->power == 1;
}

/// The length that stands for all layers, or NaN where there is none.
double common_length(const SpectrumSetting& setting) {
  if (slopes_are_fixed(setting)) return 1;
  return setting.limit > 0 && std::isfinite(setting.limit) ? setting.limit : not_a_number;
}

/// Why the theory of this section does not apply, which needs independent square layers without
/// dropout; empty where it does.
std::string why_not(const SpectrumSetting& setting) {
  const Network& network = setting.experiment.network;
  if (setting.layer.keep < 1) return "masks are drawn anew: no theory of the spectrum is known";
  if (network.tied) return "the layers are not independent: all have the same matrix";
  if (network.activation == "alpha_relu" || network.activation == "sign")
    return "the law of the slopes is not known for this activation";
  if (std::isnan(common_length(setting)))
    return "lengths go to " + std::string(setting.limit > 0 ? "infinity" : "0") +
           ", where there is no common law of the slopes";
  return "";
}

bool stays_at_fixed_point(const SpectrumSetting& setting) {
  if (slopes_are_fixed(setting)) return true;
  const auto lengths = length_curve(setting.layer, setting.first, setting.experiment.network.depth);
  return std::all_of(lengths.begin(), lengths.end(),
                     [&](double q) { return std::abs(q / setting.limit - 1) < at_fixed_point; });
}

void add_scalars(const JacobianMoments& moments, Prediction& prediction) {
  double atom = 0;
  for (const PointMass& mass : moments.atoms)
    if (mass.position == 0) atom = mass.mass;
  prediction.scalars.push_back({"jacobian_mean", moments.mean});
  prediction.scalars.push_back({"jacobian_variance", moments.variance});
  prediction.scalars.push_back({"jacobian_edge", moments.edge});
  prediction.scalars.push_back({"jacobian_atom", atom});
}

/// The variance at which the limit of infinite depth is taken, and its largest lambda: the edge, or
/// the atom above it.
void add_universal_scalars(const UniversalLimit& limit, double mean, Prediction& prediction) {
  const std::optional<PointMass> atom = universal_atom(limit);
  prediction.scalars.push_back({"jacobian_universal_variance", limit.variance});
  prediction.scalars.push_back(
      {"jacobian_universal_edge", mean * (atom ? atom->position : universal_edge(limit))});
}

void add_universal_density(const UniversalLimit& limit, double mean, double lowest,
                           Prediction& prediction) {
  JacobianDensity density = universal_density(limit, lowest / mean);
  for (double& lambda : density.lambda)
    lambda *= mean;
  for (double& rho : density.density)
    rho /= mean;
  prediction.profiles.push_back({"jacobian_universal_density", Axis::singular_value_squared,
                                 density.lambda, density.density, "pennington2018"});
}

void add_component(const SpectrumSetting& setting, const std::string& component, double value,
                   Prediction& prediction) {
  Curve curve = new_curve("jacobian_spectrum", component, "pennington2018");
  curve.layer = {setting.experiment.network.depth};
  curve.value = {value};
  prediction.curves.push_back(std::move(curve));
}

/// m_1 = prod chi_1(q^l); m_2 / m_1^2 = 1 + sum_l (mu_2 / mu_1^2 - 1 - s_1), at the length of every
/// layer.
void add_moments(const SpectrumSetting& setting, Prediction& prediction) {
  JacobianEnsemble one_layer = ensemble_at(setting, 1);
  one_layer.depth = 1;
  double mean = 1, second = 1;
  double q = setting.first;
  for (int l = 1; l <= setting.experiment.network.depth; ++l) {
    one_layer.q = slopes_are_fixed(setting) ? 1 : q;
    if (!(one_layer.q > 0) || !std::isfinite(one_layer.q)) {
      prediction.unknown.emplace_back("jacobian_spectrum",
                                      "the length of layer " + std::to_string(l) + " is " +
                                          (one_layer.q > 0 ? "beyond" : "below") +
                                          " the range of doubles");
      return;
    }
    const JacobianMoments moments = jacobian_moments(one_layer);
    mean *= moments.mean;
    second += moments.variance / (moments.mean * moments.mean);
    q = length_step(setting.layer, q);
  }
  add_component(setting, "mean", mean, prediction);
  add_component(setting, "second_moment", second, prediction);
}

/// The largest singular value that is left at infinite width: the edge, or the atom above it.
double top(const JacobianMoments& moments) {
  double largest = moments.edge;
  for (const PointMass& atom : moments.atoms)
    largest = std::max(largest, atom.position);
  return largest;
}

void add_density(const JacobianEnsemble& ensemble, double lowest, Prediction& prediction) {
  const JacobianDensity density = jacobian_density(ensemble, lowest);
  prediction.profiles.push_back({"jacobian_density", Axis::singular_value_squared, density.lambda,
                                 density.density, "pennington2018"});
}

void add_shape(const SpectrumSetting& setting, const JacobianEnsemble& ensemble,
               const JacobianMoments& moments, const std::optional<UniversalLimit>& limit,
               Prediction& prediction) {
  const Measure& measure = setting.experiment.measure;
  std::vector<double> positions = spectrum_grid(measure);
  for (double& x : positions)
    x *= moments.mean;
  add_component(setting, "edge", top(moments) / moments.mean, prediction);
  const std::vector<double> mass = jacobian_mass_below(ensemble, positions);
  const std::vector<std::string> names = spectrum_components(measure);
  for (std::size_t k = 0; k < mass.size(); ++k)
    add_component(setting, names[names.size() - mass.size() + k], mass[k], prediction);
  if (positions.front() >= moments.edge) return;
  add_density(ensemble, positions.front(), prediction);
  if (limit) add_universal_density(*limit, moments.mean, positions.front(), prediction);
}

}  // namespace

void add_spectrum(const SpectrumSetting& setting, Prediction& prediction) {
  const double q = common_length(setting);
  if (const std::string reason = why_not(setting); !reason.empty()) {
    prediction.unknown.emplace_back("jacobian_spectrum", reason);
    return;
  }
  const JacobianEnsemble ensemble = ensemble_at(setting, q);
  const JacobianMoments moments = jacobian_moments(ensemble);
  add_scalars(moments, prediction);
  const std::optional<UniversalLimit> limit = universal_limit(ensemble, moments);
  if (limit) add_universal_scalars(*limit, moments.mean, prediction);
  const auto measured = measured_observables(setting.experiment);
  if (std::none_of(measured.begin(), measured.end(), [](const ObservableRow* row) {
        return row->measures(Primitive::jacobian_spectrum);
      }))
    return;
  add_moments(setting, prediction);
  if (!stays_at_fixed_point(setting))
    prediction.unknown.emplace_back(
        "jacobian_density",
        "edge, mass and density are known at a length that stays, and layers are not at q_star");
  else if (!has_jacobian_mass(ensemble))
    prediction.unknown.emplace_back("jacobian_density",
                                    "the law of the slopes is not known for this activation");
  else
    add_shape(setting, ensemble, moments, limit, prediction);
}

}  // namespace widefield
