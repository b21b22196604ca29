#include "host/config/check_spectrum.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>

#include "widefield/jacobian.hpp"
#include "widefield/observable.hpp"
#include "widefield/theory.hpp"

namespace widefield {
namespace {

// With the moments they are the components whose whole covariance is kept.
constexpr std::size_t most_grid_points = 60;

// A spectrum of which this part lies below what the Lanczos process resolves is log-scale: a choice
// between two known cases. Orthogonal tanh with 16 layers has half of it there and a mean error of
// the mass near 0.005; Gaussian weights with 16 layers have 0.8 and logarithms wrong by their size.
constexpr double most_unresolved = 0.75;

void check_grid(const Measure& measure, const Origins& origins) {
  const std::string key = "measure.spectrum_grid";
  const auto& grid = measure.spectrum_grid;
  if (grid.size() > most_grid_points)
    refuse(origins, key, fmt::format("{} points", grid.size()),
           fmt::format("their whole covariance is kept, which allows {}", most_grid_points),
           "write fewer");
  if (std::adjacent_find(grid.begin(), grid.end(), std::greater_equal<>()) != grid.end())
    refuse(origins, key, "points out of order", "mass is counted below ascending points",
           "write every point once, the smallest first");
  const std::vector<std::string> names = spectrum_components(measure);
  if (std::adjacent_find(names.begin(), names.end()) != names.end())
    refuse(origins, key, "two points with the same first four digits",
           "components are named after them", "move them apart");
}

double scalar(const Prediction& prediction, const std::string& name) {
  for (const Scalar& one : prediction.scalars)
    if (const double* value = std::get_if<double>(&one.value))
      if (one.name == name) return *value;
  return std::numeric_limits<double>::quiet_NaN();
}

/// The observable that is a spectrum; there is one among those that are measured.
std::string spectrum_of(const Experiment& experiment) {
  for (const ObservableRow* row : measured_observables(experiment))
    if (row->figure == Figure::spectrum) return std::string(row->name);
  return "";
}

/// Gauss quadrature of s nodes is as fine as Chebyshev's near the end of its interval: nothing
/// below the edge times (pi / 2 s)^2 is told apart. The theory says how much of the spectrum lies
/// there; 0 where there is no theory.
double unresolved_part(Experiment experiment) {
  Measure& measure = experiment.measure;
  const std::string observable = spectrum_of(experiment);
  measure.observables = {observable};
  const Prediction whole = predict(experiment);
  const double fineness = std::pow(std::numbers::pi / (2 * measure.lanczos_steps), 2);
  const double limit = fineness * scalar(whole, "jacobian_edge") / scalar(whole, "jacobian_mean");
  if (!(limit > 0) || !std::isfinite(limit)) return 0;
  measure.spectrum_grid = {limit};
  const std::string name = spectrum_components(measure).back();
  for (const Curve& curve : predict(experiment).curves)
    if (curve.observable == observable && curve.component == name)
      return curve.value.front() - scalar(whole, "jacobian_atom");
  return 0;
}

void check_lanczos(const Experiment& experiment, const Origins& origins) {
  const std::string key = "measure.lanczos_steps";
  const int steps = experiment.measure.lanczos_steps;
  if (steps < 2)
    refuse(origins, key, "one step", "it knows the mean of the spectrum and nothing of its shape",
           "take 20 steps or more");
  if (experiment.network.architecture != "mlp") return;
  const double unresolved = unresolved_part(experiment);
  if (unresolved > most_unresolved)
    refuse(origins, "measure.spectrum", "\"lanczos\" for a spectrum that spans decades",
           fmt::format("{:.0f} % of it lie below what {} steps resolve", 100 * unresolved, steps),
           "set spectrum = \"full\"");
}

}  // namespace

void check_spectrum(const Experiment& experiment, const Origins& origins) {
  if (!measures(experiment, Primitive::jacobian_spectrum)) return;
  check_grid(experiment.measure, origins);
  if (experiment.measure.spectrum == "lanczos") check_lanczos(experiment, origins);
}

}  // namespace widefield
