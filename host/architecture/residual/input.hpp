#pragma once
#include <string>
#include <vector>

#include "host/architecture/mean_field/curve_point.hpp"
#include "host/architecture/residual/block.hpp"
#include "host/architecture/residual/noise.hpp"

namespace widefield {

/// A layer of states as one input sees it: x^l with the block that made it. Layer 0 is the input.
struct ResidualLayer {
  ResidualState state;
  double gain = 0;         // sigma_v^2 sigma_w^2 <phi'^2> of the block below
  LinearNoise noise = {};  // of (P, R, T) for a tangent at layer 0
  NoiseStep step = {};     // by which the block below came here
};

/// Layers 0..depth for an input with |x|^2 / N = norm.
std::vector<ResidualLayer> residual_layers(const ResidualSetting& setting, double norm);

/// state_norm (p) and length_map (q) of one input.
std::vector<Curve> residual_input_curves(const ResidualSetting& setting,
                                         const std::string& component,
                                         const std::vector<ResidualLayer>& layers);

}  // namespace widefield
