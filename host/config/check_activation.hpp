#pragma once
#include <string>

#include "host/key/origins.hpp"
#include "widefield/experiment.hpp"

namespace widefield {

/// Refuses scales of an activation that are 0 or next to it, and shifts that theory cannot follow.
/// Throws InputError.
void check_activation(const Experiment& experiment, const Origins& origins);

/// Refuses what no theory of slopes follows: the steps of phi^2 that a shift gives to sign. Throws
/// InputError.
void check_shifted_sign(const Network& network, const std::string& observable,
                        const Origins& origins);

/// Refuses slopes whose mean square, or its variance, does not exist. Throws InputError.
void check_slopes(const Network& network, const std::string& observable, const Origins& origins);

}  // namespace widefield
