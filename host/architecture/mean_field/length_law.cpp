#include "host/architecture/mean_field/length_law.hpp"

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

std::vector<LengthLaw> length_laws(const GaussianTable& table, const Network& network,
                                   double squared_norm) {
  std::vector<LengthLaw> laws;
  double q = network.weight_variance * squared_norm + network.bias_variance, variance = 0;
  for (int layer = 1; layer <= network.depth && in_range(q); ++layer) {
    laws.push_back({q, variance, table.at(q)});
    const Marginal& here = laws.back().marginal;
    const Conditional next = gram_diagonal(network, {&here, nullptr, 0, 0, 0});
    const double slope = network.weight_variance * here.average[fgh] / (network.dropout_keep * q);
    q = next.mean;
    variance = slope * slope * variance + next.variance;
  }
  return laws;
}

}  // namespace widefield
