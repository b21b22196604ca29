#pragma once
#include <string>

#include "widefield/results.hpp"

namespace widefield::testing {

/// A result made by hand with an observable on every axis: rows at two places and two widths, and
/// the sampled theory beside them.
inline Results on_every_axis() {
  Results made;
  made.title = "every axis";
  ExperimentResult& result = made.experiments.emplace_back();
  result.experiment.name = "axes";
  for (const AxisRow& row : axes) {
    const Axis axis = *axis_named(row.name);
    const std::string name = "over_" + std::string(row.name);
    Curve curve{name, "0", {}, {0.5, 0.25}, {}, {}, "poole2016", axis};
    if (axis == Axis::layer)
      curve.layer = {1, 2};
    else
      curve.at = {0.5, 1.5};
    curve.standard_error = {1e-3, 2e-3};
    for (const std::int64_t width : {64, 128})
      for (const std::size_t k : {0, 1}) {
        ResultRow one{"axes", name, "x", 0, "0", width, 256, 0.5 / (1 + k), 1e-3, 0.5, 0.5, 0.25};
        one.axis = axis;
        one.at = places(curve)[k];
        if (axis == Axis::layer) one.layer = curve.layer[k];
        result.rows.push_back(one);
      }
    result.prediction.curves.push_back(std::move(curve));
  }
  result.prediction.profiles = {
      {"jacobian_density", Axis::singular_value_squared, {2, 1}, {0.1, 0.2}, "pennington2017"}};
  result.prediction.scalars = {{"lyapunov_max", 0.5}, {"lyapunov_max_standard_error", 0.01}};
  result.scalars = {{"axes", "lyapunov_max", 64, 0.52, 0.01, 0.5, 0.01}};
  return made;
}

}  // namespace widefield::testing
