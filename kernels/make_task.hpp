#pragma once
#include <vector>

#include "kernels/engine/tile/problem.hpp"
#include "kernels/measure.hpp"
#include "widefield/experiment.hpp"

namespace widefield {

/// A task and the arrays it points to.
struct OwnedTask {
  std::vector<std::int64_t> widths, hidden;
  std::vector<double> gram;
  Task task;
};

/// What an engine is told of an experiment at one width. Throws InputError for an unknown law of
/// weights.
OwnedTask make_task(const Experiment& experiment, std::int64_t width, Derived derived);

/// Throws InputError for an unknown name.
WeightLaw weight_law(const std::string& name);

}  // namespace widefield
