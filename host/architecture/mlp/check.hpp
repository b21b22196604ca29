#pragma once
#include "host/key/origins.hpp"
#include "widefield/experiment.hpp"

namespace widefield {

/// Refuses a Lanczos process whose resolution lies above most of a spectrum that spans decades, and
/// exponents that a network of relu may lose. Throws InputError.
void check_mlp(const Experiment& experiment, const Origins& origins);

}  // namespace widefield
