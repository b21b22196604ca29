#pragma once
#include <vector>

#include "host/architecture/exact.hpp"

namespace widefield {

/// Every primitive of an mlp with a one-step test, for Gaussian weights. Formulas: sheet A, section
/// 3.
const std::vector<ExactPrimitive>& mlp_exact_primitives();

}  // namespace widefield
