#include "host/report/figure/theory_sweep.hpp"

#include <algorithm>
#include <cmath>

#include "host/report/plot/quantity.hpp"
#include "host/report/plot/symbol.hpp"
#include "widefield/error.hpp"

namespace widefield {
namespace {

/// Evenly spaced places, and places that halve their distance to the critical one from both sides.
constexpr int even_places = 60, halvings = 10;
/// Results may come from strangers; beyond this no experiment file may go.
constexpr double largest_variance = 100;

double* swept_member(Network& network, const std::string& key) {
  const std::string_view name = last_part(key);
  if (name == "weight_variance") return &network.weight_variance;
  if (name == "bias_variance") return &network.bias_variance;
  if (name == "dropout_keep") return &network.dropout_keep;
  return nullptr;
}

bool is_sane(const Network& network) {
  return network.weight_variance > 0 && network.weight_variance <= largest_variance &&
         network.bias_variance >= 0 && network.bias_variance <= largest_variance &&
         network.dropout_keep > 0 && network.dropout_keep <= 1;
}

std::vector<double> places(double low, double high, double critical) {
  std::vector<double> all;
  const double span = high - low;
  for (int i = 0; i <= even_places; ++i)
    all.push_back(low + span * i / even_places);
  for (int k = 0; k < halvings; ++k)
    for (const int side : {-1, 1}) {
      const double place = critical + side * span / even_places * std::ldexp(1.0, -k);
      if (place > low && place < high) all.push_back(place);
    }
  std::sort(all.begin(), all.end());
  return all;
}

/// One input and one layer: only the scalars are wanted.
Experiment smallest(const Experiment& experiment) {
  Experiment small = experiment;
  small.inputs = Inputs{};
  small.inputs.count = 1;
  small.inputs.squared_norm = experiment.inputs.squared_norm;
  small.network.depth = 1;
  small.measure.observables.clear();
  return small;
}

}  // namespace

std::vector<svg::Position> TheorySweep::curve(std::string_view name) const {
  std::vector<svg::Position> points;
  for (std::size_t i = 0; i < place.size(); ++i)
    for (const Scalar& scalar : predictions[i].scalars)
      if (const auto* value = std::get_if<double>(&scalar.value); scalar.name == name && value)
        points.push_back({place[i], *value});
  return points;
}

TheorySweep theory_sweep(const Family& family, const std::string& key) {
  TheorySweep sweep;
  Experiment experiment = smallest(family.first().experiment);
  double* member = swept_member(experiment.network, key);
  Range range;
  for (const ExperimentResult* point : family.points)
    range.include(coordinate_number(*point, key));
  if (member == nullptr || range.empty) return sweep;
  const double critical = theory_scalar(family.first(), "critical_weight_variance");
  try {
    for (const double place : places(range.low, range.high, critical)) {
      *member = place;
      if (!is_sane(experiment.network)) return {};
      sweep.predictions.push_back(predict(experiment));
      sweep.place.push_back(place);
    }
  } catch (const InputError&) {
    return {};
  }
  return sweep;
}

}  // namespace widefield
