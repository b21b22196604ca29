#pragma once
#include <vector>

#include "kernels/engine/tile/problem.hpp"
#include "widefield/experiment.hpp"

namespace widefield {

/// A task and the arrays it points to.
struct PreparedTask {
  std::vector<std::int64_t> widths, hidden;
  std::vector<double> gram;
  Task task;
};

/// x_a . x_b / N of all copies below layer 1: the inputs as the experiment gives them, the tangents
/// orthonormal (|u|^2 = N) and orthogonal to every input, the motion of points on a circle in its
/// angle. [copies][copies]
std::vector<double> copy_gram(const Experiment& experiment);

/// Throws InputError for an unknown law of weights or an unknown observable.
PreparedTask prepare(const Experiment& experiment, std::int64_t width);

/// Throws InputError for an unknown name.
WeightLaw weight_law(const std::string& name);

}  // namespace widefield
