#include "host/architecture/mean_field/length_law.hpp"

#include <cmath>

#include "host/architecture/mean_field/length_map.hpp"
#include "host/architecture/mean_field/neuron_moments.hpp"

namespace widefield {

/// y = sigma_w^2 x_a^2 with the signal x = phi(h) mask / keep: E x^2k = <phi^2k> / keep^(2k-1).
Conditional gram_diagonal(const Network& network, const GivenLayer& law) {
  const auto& average = law.a->average;
  const double keep = network.dropout_keep, w = network.weight_variance;
  const double m1 = average[f2] / keep, m2 = average[f4] / whole_power(keep, 3);
  const double m3 = average[f6] / whole_power(keep, 5), m4 = average[f8] / whole_power(keep, 7);
  return {w * m1 + network.bias_variance, w * w * (m2 - m1 * m1), excess_kurtosis(m1, m2, m3, m4),
          w * m1};
}

/// Whether the law of the next layer is, to the bit, that of the layer before the last: a fixed
/// point, or two neighbouring numbers in turn. So it goes on.
static bool repeats(const std::vector<LengthLaw>& laws, double q, double variance) {
  if (laws.size() < 2) return false;
  const LengthLaw& before = laws[laws.size() - 2];
  return before.q == q && before.variance == variance;
}

std::vector<LengthLaw> length_laws(const GaussianTable& table, const Network& network,
                                   double squared_norm) {
  std::vector<LengthLaw> laws;
  double q = network.weight_variance * squared_norm + network.bias_variance, variance = 0;
  for (int layer = 1; layer <= network.depth && in_range(q); ++layer) {
    laws.push_back({q, variance, table.at(q)});
    const Marginal& here = laws.back().marginal;
    const Conditional next = gram_diagonal(network, {&here, nullptr, 0, 0, 0});
    const double slope = network.weight_variance * here.average[fgh] / (network.dropout_keep * q);
    const double next_variance = slope * slope * variance + next.variance;
    q = next.mean;
    variance = next_variance;
    if (repeats(laws, q, variance)) break;
  }
  while (repeats(laws, q, variance) && laws.size() < static_cast<std::size_t>(network.depth)) {
    laws.push_back(LengthLaw(laws[laws.size() - 2]));
    q = laws[laws.size() - 2].q;
    variance = laws[laws.size() - 2].variance;
  }
  return laws;
}

LayersInRange layers_in_range(const Network& network, double squared_norm) {
  constexpr double far = 1e40, same = 1e-12;
  const auto within = [](double square) { return square > 1 / far && square < far; };
  const LayerLaw layer = layer_law(network);
  LayersInRange result;
  double q = layer.weight_variance * squared_norm + layer.bias_variance;
  double tangent = layer.weight_variance, growth = gradient_factor(layer, q), before = 0;
  for (int l = 0; l < network.depth && within(q); ++l) {
    ++result.lengths;
    if (result.tangents == l && within(tangent)) ++result.tangents;
    tangent *= growth;
    if (std::abs(q - before) <= same * q) continue;  // it stays
    before = q;
    q = length_step(layer, q);
    growth = gradient_factor(layer, q);
  }
  return result;
}

}  // namespace widefield
