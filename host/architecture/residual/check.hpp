#pragma once
#include "host/key/origins.hpp"
#include "widefield/experiment.hpp"

namespace widefield {

/// Refuses a width schedule that names no layers, and a hidden width that would not grow with the
/// width. Throws InputError.
void check_residual(const Experiment& experiment, const Origins& origins);

/// Refuses widths that a schedule makes no whole numbers. Throws InputError.
void check_residual_widths(const Experiment& experiment, const Origins& origins);

}  // namespace widefield
