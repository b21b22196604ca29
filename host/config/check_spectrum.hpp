#pragma once
#include "host/key/origins.hpp"
#include "widefield/experiment.hpp"

namespace widefield {

/// Refuses a grid out of order or with points that cannot be told apart, and a Lanczos process of a
/// single step. Throws InputError.
void check_spectrum(const Experiment& experiment, const Origins& origins);

}  // namespace widefield
