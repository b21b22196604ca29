#pragma once
#include <string>
#include <vector>

#include "host/architecture/residual/block.hpp"
#include "widefield/theory.hpp"

namespace widefield {

/// state_correlation (e), metric_expressivity (s) and correlation_map (that of h) of inputs a and
/// b.
std::vector<Curve> residual_pair_curves(const ResidualSetting& setting, std::size_t a,
                                        std::size_t b);

}  // namespace widefield
