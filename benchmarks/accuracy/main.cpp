// widefield_accuracy: how wrong ln sigma of graded products is, by the stabilised product and by
// multiplying out, as one line of JSON for benchmarks/bench.py.
#include <algorithm>
#include <cstdio>

#include "tests/singular/references.hpp"

int main() {
  double error = 0, naive = 0, range = 0;
  for (const widefield::Reference& one : widefield::references(REFERENCES)) {
    const double nats = one.log_sigma.front() - one.log_sigma.back();
    if (nats < 200) continue;
    const auto factors = widefield::plain_matrices(one.size, one.factors, one.seed);
    error = std::max(
        error, widefield::largest_difference(widefield::stable_log_sigma(factors), one.log_sigma));
    naive = std::max(
        naive, widefield::largest_difference(widefield::naive_log_sigma(factors), one.log_sigma));
    range = std::max(range, nats);
  }
  std::printf("{\"error\": %.3g, \"peer_error\": %.3g, \"largest_range_nats\": %.4g}\n", error,
              naive, range);
}
