#pragma once
#include <vector>

#include "host/key/key.hpp"

namespace widefield {

/// Of every block that ends in a matrix V: branch_variance, branch_bias_variance.
std::vector<Key> branch_keys();

/// Of every residual block: how the variances of W and b decay with the layer.
std::vector<Key> decay_keys();

/// Of full blocks: all of these, hidden_width, width_schedule, and how those of V and a decay.
std::vector<Key> residual_keys();

}  // namespace widefield
