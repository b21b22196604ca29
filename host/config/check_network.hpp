#pragma once
#include "host/config/check.hpp"

namespace widefield {

/// Refuses keys that the architecture does not have, unless they keep their default. Throws
/// InputError.
void check_keys_of_architecture(const Experiment& experiment, const Origins& origins);

/// Refuses scales of an activation that are 0 or next to it, and shifts that theory cannot follow.
/// Throws InputError.
void check_activation(const Network& network, const Origins& origins);

/// Refuses a width schedule that names no layers, or widths that are not whole. Throws InputError.
void check_width_schedule(const Network& network, const Origins& origins);

/// Refuses a hidden width that would not grow with the width. Throws InputError.
void check_hidden_width(const Network& network, const Origins& origins);

/// Refuses gradients whose mean or variance does not exist. Throws InputError.
void check_gradients_exist(const Experiment& experiment, const Origins& origins);

}  // namespace widefield
