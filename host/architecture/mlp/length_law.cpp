#include "host/architecture/mlp/length_law.hpp"

#include "host/architecture/mlp/conditional_moments.hpp"

namespace widefield {

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

}  // namespace widefield
