#pragma once
#include "host/key/origins.hpp"
#include "widefield/config.hpp"

namespace widefield {

/// Completes an experiment (the number of inputs of a Gram matrix or a manifold) and refuses keys
/// that contradict each other, or that the purpose does not allow. Throws InputError.
void check(Experiment& experiment, const Origins& origins, Purpose purpose);

}  // namespace widefield
