#pragma once
#include "widefield/experiment.hpp"
#include "widefield/simulate.hpp"

namespace widefield {

/// Expected wall-clock seconds per network: a few networks are timed where that is quick, and the
/// operations of the plan are scaled by this machine's measured rate where it is not.
double seconds_per_network(const Experiment& experiment, const Plan& plan, const Machine& machine);

}  // namespace widefield
