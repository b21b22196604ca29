#include "host/app/self_check.hpp"

#include <algorithm>
#include <cmath>

#include "host/app/machine.hpp"
#include "widefield/moments.hpp"
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

// The first normal of the first network, seen through a network of one layer: ...
}  // namespace

bool Check::passed() const {
  return std::abs(found - expected) <= tolerance;
}

std::vector<Check> self_checks() {
  return {fixed_point()};
}

}  // namespace widefield
