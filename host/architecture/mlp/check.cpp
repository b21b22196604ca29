#include "host/architecture/mlp/check.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "host/architecture/lost_directions.hpp"
#include "host/architecture/rows.hpp"
#include "widefield/jacobian.hpp"

#include "widefield/observable.hpp"

namespace widefield {
namespace {

// A spectrum of which this part lies below what the Lanczos process resolves is log-scale: a choice
// between two known cases. Orthogonal tanh with 16 layers has half of it there and a mean error of
// the mass near 0.005; Gaussian weights with 16 layers have 0.8 and logarithms wrong by their size.
constexpr double most_unresolved = 0.75;

double scalar(const Prediction& prediction, const std::string& name) {
  for (const Scalar& one : prediction.scalars)
    if (const double* value = std::get_if<double>(&one.value))
      if (one.name == name) return *value;
  return std::numeric_limits<double>::quiet_NaN();
}

/// Gauss quadrature of s nodes is as fine as Chebyshev's near the end of its interval: nothing
/// below the edge times (pi / 2 s)^2 is told apart. The theory says how much of the spectrum lies
/// there; 0 where there is no theory.
double unresolved_part(Experiment experiment) {
  if (mlp_theory.predict == nullptr) return 0;
  Measure& measure = experiment.measure;
  measure.observables = {"jacobian_spectrum"};
  const Prediction whole = mlp_theory.predict(experiment);
  const double fineness = std::pow(std::numbers::pi / (2 * measure.lanczos_steps), 2);
  const double limit = fineness * scalar(whole, "jacobian_edge") / scalar(whole, "jacobian_mean");
  if (!(limit > 0) || !std::isfinite(limit)) return 0;
  measure.spectrum_grid = {limit};
  const std::string name = spectrum_components(measure).back();
  for (const Curve& curve : mlp_theory.predict(experiment).curves)
    if (curve.component == name) return curve.value.front() - scalar(whole, "jacobian_atom");
  return 0;
}

void check_lanczos(const Experiment& experiment, const Origins& origins) {
  const double unresolved = unresolved_part(experiment);
  if (unresolved > most_unresolved)
    refuse(origins, "measure.spectrum", "\"lanczos\" for a spectrum that spans decades",
           fmt::format("{:.0f} % of it lie below what {} steps resolve", 100 * unresolved,
                       experiment.measure.lanczos_steps),
           "set spectrum = \"full\"");
}

}  // namespace

void check_mlp(const Experiment& experiment, const Origins& origins) {
  check_lost_directions(experiment, origins);
  if (measures(experiment, Primitive::jacobian_spectrum) &&
      experiment.measure.spectrum == "lanczos")
    check_lanczos(experiment, origins);
}

}  // namespace widefield
