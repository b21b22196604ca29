#pragma once
#include "host/key/origins.hpp"
#include "widefield/experiment.hpp"

namespace widefield {

/// Fills in what the architecture says: what is measured unless something else is asked for, and
/// what follows from its keys. Throws InputError.
void complete_architecture(Experiment& experiment, const Origins& origins);

/// Refuses keys that the architecture does not have, unless they keep their default. Throws
/// InputError.
void check_keys_of_architecture(const Experiment& experiment, const Origins& origins);

/// Refuses gradients whose mean or variance does not exist. Throws InputError.
void check_gradients_exist(const Experiment& experiment, const Origins& origins);

/// Refuses laws, or simulations, that the architecture refuses. Throws InputError.
void check_architecture(const Experiment& experiment, const Origins& origins);
void check_simulation_of_architecture(const Experiment& experiment, const Origins& origins);

}  // namespace widefield
