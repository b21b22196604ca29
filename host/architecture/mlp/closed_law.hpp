#pragma once
#include "host/architecture/closed_law.hpp"

namespace widefield {

/// Products of relu or linear layers with Gaussian weights: K of N units are on, K ~ Bin(N, 1/2)
/// for relu and K = N for linear, and a layer multiplies lengths, tangents and gradients by
/// sigma_w^2 chi^2_K / N [hanin2020; newman1986; widefield/exact_law.hpp].
extern const ClosedLaw mlp_closed_law;

}  // namespace widefield
