#pragma once
#include <array>
#include <cmath>

#include "host/architecture/residual/block.hpp"
#include "host/gaussian/gaussian_average.hpp"
#include "host/gaussian/pair_average.hpp"
#include "tests/theory/expect.hpp"

namespace widefield::test {

/// A residual network with the row's activation and variances; two inputs of length 1 at
/// correlation 1/2.
inline Experiment residual_experiment(const TableRow& row, int depth) {
  Experiment experiment;
  Network& network = experiment.network;
  network.architecture = row.at("architecture");
  network.activation = row.at("activation");
  if (row.contains("power")) network.activation_power = number(row, "power");
  network.weight_variance = number(row, "weight");
  network.bias_variance = number(row, "bias");
  network.residual.branch_variance = number(row, "branch");
  network.residual.branch_bias_variance = number(row, "branch_bias");
  network.depth = depth;
  network.width = {64};
  return experiment;
}

inline Experiment residual_experiment(const std::string& activation, int depth,
                                      const std::array<double, 4>& variances) {
  Experiment experiment;
  Network& network = experiment.network;
  network.architecture = "residual";
  network.activation = activation;
  network.weight_variance = variances[0], network.residual.branch_variance = variances[1];
  network.bias_variance = variances[2], network.residual.branch_bias_variance = variances[3];
  network.depth = depth;
  network.width = {64};
  return experiment;
}

/// The value of the only curve of an observable, or of its first component, at a layer.
inline double value_at(const Prediction& prediction, const std::string& observable, int layer) {
  for (const Curve& each : prediction.curves)
    if (each.observable == observable) return each.value.at(static_cast<std::size_t>(layer - 1));
  throw std::out_of_range("no curve " + observable);
}

}  // namespace widefield::test
