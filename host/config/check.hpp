#pragma once
#include "host/key/origins.hpp"
#include "widefield/experiment.hpp"
#include "widefield/primitive.hpp"

namespace widefield {

/// Completes an experiment (the number of inputs of a Gram matrix or a manifold) and refuses keys
/// that contradict each other. Throws InputError.
void check(Experiment& experiment, const Origins& origins);

}  // namespace widefield
