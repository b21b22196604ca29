#pragma once
#include "host/config/check.hpp"

namespace widefield {

/// Refuses more Lyapunov exponents than there are directions beside the `rank` independent inputs,
/// and numbers of them that a relu network may lose. Throws InputError.
void check_exponents(const Experiment& experiment, std::int64_t rank, const Origins& origins);

}  // namespace widefield
