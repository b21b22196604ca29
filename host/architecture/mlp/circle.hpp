#pragma once
#include <vector>

#include "host/architecture/mlp/curves.hpp"
#include "host/architecture/mlp/input.hpp"

namespace widefield {

/// manifold_length, and where phi' does not jump manifold_curvature and gauss_map_length, of inputs
/// on a circle; `layers` are those of a point. The observables are functions of averages over the
/// points, whose common noise is not known: variances are given for a single point only.
std::vector<Curve> circle_curves(const MlpSetting& setting, const std::vector<InputLayer>& layers);

}  // namespace widefield
