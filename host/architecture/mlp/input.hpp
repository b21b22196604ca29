#pragma once
#include <string>
#include <vector>

#include "host/architecture/mean_field/curve_point.hpp"
#include "host/architecture/mean_field/linear_noise.hpp"
#include "host/architecture/mlp/curves.hpp"

namespace widefield {

/// A layer as one input sees it at infinite width, and the noise of (Q, R, T) there. Lengths are in
/// units of 4^exponent, so that deep layers do not leave the range of doubles.
struct InputLayer {
  double q;
  LengthNoise length;
  LinearNoise tangent;  // in units of the tangent at infinite width
  NoiseStep step;       // to the next layer
  int exponent = 0;
};

/// The law of the layers of this network in the units of one of them.
LayerLaw law_at(const MlpSetting& setting, const InputLayer& at);

/// The layer above `last`, whose step it sets.
InputLayer next_layer(const MlpSetting& setting, InputLayer& last);

/// Layers 1..depth for an input whose first length is `first`.
std::vector<InputLayer> input_layers(const MlpSetting& setting, double first);

/// length_map, activity, kurtosis, chi_length, chi_1 of one input.
std::vector<Curve> input_curves(const MlpSetting& setting, const std::string& component,
                                const std::vector<InputLayer>& layers);

/// gradient_norm of one input: chi_1(q^l) ... chi_1(q^{L-1}) at layer l, with its noise.
std::vector<CurvePoint> gradient_points(const MlpSetting& setting,
                                        const std::vector<InputLayer>& layers);

}  // namespace widefield
