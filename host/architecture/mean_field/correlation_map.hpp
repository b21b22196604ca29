#pragma once
#include <vector>

#include "host/architecture/mean_field/length_map.hpp"
#include "host/gaussian/closed_form.hpp"

namespace widefield {

/// Covariance of two pre-activations one layer on: sigma_w^2 <phi_a phi_b> + sigma_b^2 [poole2016,
/// eq. 5]. Dropout masks of different inputs are independent, so keep does not enter.
double covariance_step(const LayerLaw& layer, const PairLaw& law);

/// 1 - c one layer on, for two inputs of the same length q: sigma_w^2 [(1/keep - 1) F + <(phi_a -
/// phi_b)^2>/2] / V(q). Iterating c itself loses every digit of 1 - c below 1e-16, and in the
/// chaotic phase c = 1 drifts off its unstable fixed point by rounding.
double distance_step(const LayerLaw& layer, double q, double distance);

/// The pair of inputs a layer on; and the same from averages that are known already.
PairLaw pair_step(const LayerLaw& layer, const PairLaw& law);
PairLaw pair_step(const LayerLaw& layer, const PairLaw& law, double product,
                  double difference_square);

/// The law of pre-activations with this Gram matrix [[qa, qab], [qab, qb]].
PairLaw pair_law(double qa, double qb, double qab);

/// f'(c) = sigma_w^2 <phi_a' phi_b'>, the factor by which a layer multiplies a small change of the
/// correlation at the fixed point of the length.
double correlation_slope(const LayerLaw& layer, double q, double distance);

/// 1 - c* of the stable fixed point of the correlation at length q* (finite); NaN at q* = 0, where
/// correlations lose their meaning, except for homogeneous activations.
double limit_distance(const LayerLaw& layer, double q_star);

/// Gram matrices of the pre-activations of layers 1..depth, [layer][input][input], at infinite
/// width: K^{l-1} of the neural network Gaussian process [lee2018, eq. 4]. `inputs` is x_a.x_b/N.
using Gram = std::vector<std::vector<double>>;
std::vector<Gram> nngp_kernels(const LayerLaw& layer, const Gram& inputs, int depth);

}  // namespace widefield
