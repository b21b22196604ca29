#include <gtest/gtest.h>

#include "host/architecture/mlp/lyapunov.hpp"
#include "tests/theory/expect.hpp"
#include "widefield/simulate.hpp"

// The spectrum at infinite width, at the finite depth of a network, against networks that are wide.
// At N = 256 the O(1/N) between them is 0.003 over the first 96 exponents, and their errors at 32
// networks are as large.
namespace widefield::test {
namespace {

Experiment tanh_spectrum(double weight_variance, const std::string& weights) {
  Experiment e;
  e.network.weight_variance = weight_variance;
  e.network.bias_variance = 0;
  e.network.weights = weights;
  e.network.depth = 30;
  e.network.width = {256};
  e.inputs.count = 1;
  e.inputs.squared_norm = 0.1;  // the length takes layers to settle
  e.measure.observables = {"lyapunov_spectrum"};
  e.measure.exponents = 96;
  e.run.engine = "gram";
  return e;
}

/// The mean over a few networks, minus the line at (i - 1/2) / N: the root mean square over i.
double distance(const Experiment& truth, const Experiment& theory) {
  constexpr int networks = 32;
  const int m = truth.measure.exponents;
  const double width = double(truth.network.width[0]);
  std::vector<double> records(networks * m);
  simulate(truth, truth.network.width[0], 0, {}, records);
  const Curve line = lyapunov_line(theory, predict(theory).curves);
  double sum = 0;
  for (int i = 0; i < m; ++i) {
    double mean = 0;
    for (int n = 0; n < networks; ++n)
      mean += records[n * m + i] / networks;
    const double x = (i + 0.5) / width;
    std::size_t k = 1;
    while (line.at[k] < x)
      ++k;
    const double part = (x - line.at[k - 1]) / (line.at[k] - line.at[k - 1]);
    const double expected = line.value[k - 1] + part * (line.value[k] - line.value[k - 1]);
    sum += (mean - expected) * (mean - expected) / m;
  }
  return std::sqrt(sum);
}

TEST(WholeSpectrum, OfAWideNetworkIsTheLine) {
  constexpr double margin = 0.012;
  for (const char* weights : {"gaussian", "orthogonal"}) {
    const Experiment theory = tanh_spectrum(4, weights);
    EXPECT_LT(distance(theory, theory), margin) << weights;
    Experiment wrong = theory;
    wrong.network.weight_variance = 5;  // moves the exponents by 0.03
    EXPECT_GT(distance(wrong, theory), margin) << weights;
  }
}

}  // namespace
}  // namespace widefield::test
