#pragma once
#include "host/key/origins.hpp"
#include "widefield/experiment.hpp"

namespace widefield {

/// Refuses a width schedule that names no layers, widths that are not whole, and a hidden width
/// that would not grow with the width. Throws InputError.
void check_residual(const Experiment& experiment, const Origins& origins);

}  // namespace widefield
