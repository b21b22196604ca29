#pragma once
#include "host/config/check.hpp"

namespace widefield {

/// Refuses a grid out of order or with points that cannot be told apart, and a Lanczos process that
/// cannot see the spectrum: one of a single step, or one whose resolution lies above most of a
/// spectrum that spans decades.
void check_spectrum(const Experiment& experiment, const Origins& origins);

}  // namespace widefield
