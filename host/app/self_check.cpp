#include "host/app/self_check.hpp"

#include <algorithm>
#include <cmath>

#include "widefield/observable.hpp"
#include "widefield/simulate.hpp"
#include "widefield/theory.hpp"

namespace widefield {
namespace {

Experiment tanh_network() {
  Experiment experiment;
  experiment.network.activation = "tanh";
  experiment.network.weight_variance = 1.7;
  experiment.network.bias_variance = 0.05;
  experiment.measure.observables = {"length_map"};
  return experiment;
}

double scalar(const Prediction& prediction, const std::string& name) {
  for (const Scalar& scalar : prediction.scalars)
    if (scalar.name == name) return std::get<double>(scalar.value);
  return std::nan("");
}

// Table A1 of the theory sheet, 12 digits.
Check fixed_point() {
  return {"q* of tanh at weight_variance 1.7, bias_variance 0.05",
          scalar(predict(tanh_network()), "q_star"), 0.533075627947, 1e-12};
}

// One neuron without bias and with an input of unit norm: its squared field is the square of the
// first normal of the first network of width 1 at seed 1. The number is that of Philox4x32-10 at
// counter {0, 0, 1, 0} and the key of the width, and of the Box-Muller formula in double precision
// (tests/app/known_normal.py).
Check first_normal() {
  Experiment experiment;
  experiment.network.activation = "linear";
  experiment.network.weight_variance = 1;
  experiment.network.bias_variance = 0;
  experiment.network.depth = 1;
  experiment.network.width = {1};
  experiment.inputs.count = 1;
  experiment.measure.observables = {"kurtosis"};
  experiment.run.engine = "gram";
  const RecordLayout layout = record_layout(experiment);
  std::vector<double> record(layout.size());
  simulate(experiment, 1, 0, Machine{}, record);
  const int square = layout.find(Primitive::field_square, 1, 0);
  const double found = square < 0 ? std::nan("") : record[square];
  return {"square of the first normal of seed 1", found, 0.1343906148052513, 1e-7};
}

}  // namespace

bool Check::passed() const {
  return std::abs(found - expected) <= tolerance;
}

std::vector<Check> self_checks() {
  return {first_normal(), fixed_point()};
}

}  // namespace widefield
