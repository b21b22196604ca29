#pragma once
#include "host/key/origins.hpp"
#include "widefield/experiment.hpp"

namespace widefield {

/// Refuses numbers of Lyapunov exponents that a network of relu may lose, where all that a layer
/// passes on goes through phi: as many directions live on as there are neurons on. Throws
/// InputError.
void check_lost_directions(const Experiment& experiment, const Origins& origins);

}  // namespace widefield
