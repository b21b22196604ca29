#pragma once
#include <vector>

#include "host/architecture/exact.hpp"

namespace widefield {

/// Gram diagonal of a layer x = phi(h) mask / keep with Gaussian weights, given the layer below:
/// the length map with its noise.
Conditional gram_diagonal(const Network& network, const GivenLayer& law);

/// Mean-field law of q at one layer: E q = q + O(1/N), Var q = variance / N + O(1/N^2), and the
/// averages over one neuron at q.
struct LengthLaw {
  double q = 0, variance = 0;
  Marginal marginal;
};

/// Layers 1..depth of such a network for an input with |x|^2/N = squared_norm: q' = sigma_w^2
/// <phi^2> / keep + sigma_b^2, v' = V'^2 v + Var(sigma_w^2 x^2), V' = sigma_w^2 <phi phi' h> /
/// (keep q) [sheet A, section 3]. Stops early where q leaves the range of the averages.
std::vector<LengthLaw> length_laws(const GaussianTable& table, const Network& network,
                                   double squared_norm);

/// How many layers, from the first, have lengths within 1e-40 and 1e40, and tangents as well: there
/// fourth powers are doubles in every network, whatever networks vary by.
struct LayersInRange {
  int lengths = 0, tangents = 0;
};
LayersInRange layers_in_range(const Network& network, double squared_norm);

}  // namespace widefield
