#include "host/architecture/mlp/length_law.hpp"

#include "host/architecture/mlp/conditional_moments.hpp"

namespace widefield {

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
    if (next.mean == q && next_variance == variance) {  // to the bit: so it stays
      laws.resize(static_cast<std::size_t>(network.depth), LengthLaw(laws.back()));
      return laws;
    }
    q = next.mean;
    variance = next_variance;
  }
  return laws;
}

}  // namespace widefield
