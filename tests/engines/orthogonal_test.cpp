// Haar weights: lengths and angles of a linear network are kept exactly.
#include <gtest/gtest.h>

#include "kernels/cell/mlp.hpp"
#include "one_network.hpp"
#include "support.hpp"

namespace widefield {
namespace {

const std::vector<double> three_inputs = {1, 0.4, -0.2, 0.4, 2, 0.9, -0.2, 0.9, 0.7};

Mlp::Parameters linear(double weight_variance) {
  return {widefield::activation("linear", 0, 1), weight_variance, 0, false};
}

/// The frame comes from a Cholesky factor of Z^T Z, which squares its condition: nothing where the
/// width exceeds the copies, six digits in the worst of twenty square frames of three.
TEST(Orthogonal, LinearNetworksKeepTheGramMatrix) {
  struct Tolerance {
    std::int64_t width;
    double single, twice;
  };
  for (const Tolerance& t : {Tolerance{3, 1e-3, 1e-8}, {16, 1e-5, 1e-12}, {1000, 3e-6, 1e-12}}) {
    HandMade made(std::vector<std::int64_t>(21, t.width), {3, 0}, three_inputs);
    made.task.weights = WeightLaw::orthogonal;
    const LastLayer single = run_chain<Mlp, float>(made, linear(1), 0);
    const LastLayer twice = run_chain<Mlp, double>(made, linear(1), 0);
    for (int i = 0; i < 9; ++i) {
      EXPECT_NEAR(single.gram[i], three_inputs[i], t.single) << "width " << t.width;
      EXPECT_NEAR(twice.gram[i], three_inputs[i], t.twice) << "width " << t.width;
    }
  }
}

TEST(Orthogonal, IsNotGaussian) {
  const HandMade made({40, 40}, {3, 0}, three_inputs);
  const LastLayer gaussian = run_chain<Mlp, double>(made, linear(1), 0);
  EXPECT_GT(std::abs(gaussian.gram[0] - 1), 1e-4);
}

TEST(Orthogonal, WideningLayersAreScaledIsometries) {
  HandMade made({20, 50, 200}, {3, 0}, three_inputs);
  made.task.weights = WeightLaw::orthogonal;
  const LastLayer last = run_chain<Mlp, double>(made, linear(1.5), 0);
  for (int i = 0; i < 9; ++i)  // |W x|^2 / N_out = sigma_w^2 |x|^2 / N_in
    EXPECT_NEAR(last.gram[i], 1.5 * 1.5 * three_inputs[i], 1e-11);
}

/// Null: a row of a Haar matrix that narrows n to m keeps m coordinates of a uniform direction:
/// |h|^2 / |x|^2 ~ Beta(m/2, (n-m)/2), mean m/n, variance 2 m (n-m) / (n^2 (n+2)). Gaussian weights
/// would have variance 2 m / n^2: 60 % more here, 18 standard errors.
TEST(Orthogonal, NarrowingLayersHaveTheBetaLaw) {
  constexpr double n = 40, m = 15;
  HandMade made({40, 15}, {1, 0}, {1});
  made.task.weights = WeightLaw::orthogonal;
  std::vector<double> fraction;
  for (std::uint32_t network = 0; network < 3000; ++network)
    fraction.push_back(run_chain<Mlp, double>(made, linear(1), network).gram[0] * m / n);
  const Summary s = summarise(fraction);
  const double variance = 2 * m * (n - m) / (n * n * (n + 2));
  EXPECT_LT(std::abs(z_score(s.mean, s.mean_error, m / n)), largest_z) << s.mean;
  EXPECT_LT(std::abs(z_score(s.variance, s.variance_error, variance)), largest_z) << s.variance;
}

/// Null: N Var(q) of a stationary tanh network with Haar weights (sheet, section 3: 0.0424 at
/// sigma_w^2 = 1.7, sigma_b^2 = 0; Gaussian: 0.2672), to order 1/N; 0.6 relative tolerance of the
/// expansion at N = 64 is covered by the error of 4000 networks plus 10 %.
TEST(Orthogonal, NoiseOfTheLengthIsThatOfTheSheet) {
  Experiment e = mlp("tanh", 1.7, 0, 20);
  e.network.weights = "orthogonal";
  e.inputs.count = 1;
  e.measure.observables = {"length_map"};
  const Summary s = summarise(simulate_records(e, 64, 4000).column("gram", 20, "0,0"));
  constexpr double second_order = 0.1;
  EXPECT_NEAR(64 * s.variance, 0.0424, second_order * 0.0424 + largest_z * 64 * s.variance_error);
}

TEST(Orthogonal, BiasIsAddedToEveryInputAlike) {
  HandMade made({30, 4000}, {2, 0}, {0, 0, 0, 0});  // inputs at the origin: h is the bias alone
  made.task.weights = WeightLaw::orthogonal;
  Mlp::Parameters cell = linear(1);
  cell.bias_variance = 0.7;
  const LastLayer last = run_chain<Mlp, double>(made, cell, 0);
  EXPECT_EQ(last.gram[0], last.gram[1]);
  EXPECT_EQ(last.gram[0], last.gram[3]);
  const double error = 0.7 * std::sqrt(2.0 / 4000);
  EXPECT_LT(std::abs(z_score(last.gram[0], error, 0.7)), largest_z);
}

}  // namespace
}  // namespace widefield
