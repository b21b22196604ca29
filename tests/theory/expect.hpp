#pragma once
#include <variant>

#include "host/architecture/mean_field/correlation_map.hpp"
#include "tests/theory/table.hpp"
#include "widefield/theory.hpp"

namespace widefield::test {

inline const Scalar& scalar(const Prediction& prediction, const std::string& name) {
  for (const Scalar& each : prediction.scalars)
    if (each.name == name) return each;
  throw std::out_of_range("no scalar " + name);
}
inline double number(const Prediction& prediction, const std::string& name) {
  return std::get<double>(scalar(prediction, name).value);
}
inline std::string text(const Prediction& prediction, const std::string& name) {
  return std::get<std::string>(scalar(prediction, name).value);
}
inline const Curve& curve(const Prediction& prediction, const std::string& observable,
                          const std::string& component) {
  for (const Curve& each : prediction.curves)
    if (each.observable == observable && each.component == component) return each;
  throw std::out_of_range("no curve " + observable + "[" + component + "]");
}

inline LayerLaw layer_of(const TableRow& row) {
  LayerLaw layer{nonlinearity(row.at("activation")), number(row, "weight_variance"),
                 number(row, "bias_variance")};
  if (row.contains("keep")) layer.keep = number(row, "keep");
  return layer;
}

/// An mlp with the row's parameters whose first layer has length 1.
inline Experiment from_unit_length(const TableRow& row) {
  Experiment experiment;
  experiment.network.activation = row.at("activation");
  experiment.network.weight_variance = number(row, "weight_variance");
  experiment.network.bias_variance = number(row, "bias_variance");
  if (row.contains("keep")) experiment.network.dropout_keep = number(row, "keep");
  experiment.network.depth = 2;
  experiment.inputs.squared_norm =
      (1 - experiment.network.bias_variance) / experiment.network.weight_variance;
  return experiment;
}

}  // namespace widefield::test
