#pragma once
#include <vector>

#include "host/theory/mlp_curves.hpp"

namespace widefield {

/// manifold_length, manifold_curvature and gauss_map_length of inputs on a circle. The observables
/// are functions of averages over the points, whose common noise is not known: variances are given
/// for a single point only. Empty where phi' jumps.
std::vector<Curve> circle_curves(const MlpSetting& setting);

}  // namespace widefield
