// Where correlations approach 1: differences keep their digits, identical inputs stay identical.
#include <gtest/gtest.h>

#include <tuple>

#include "kernels/cell/mlp.hpp"
#include "one_network.hpp"
#include "support.hpp"

namespace widefield {
namespace {

Mlp::Parameters ordered(const char* activation) {
  return {widefield::activation(activation, 0.01, 1), 0.9, 0.05, false};
}

/// Two inputs with 1 - c = closeness, and a tangent of the first to compare with.
std::vector<double> inputs_with(double closeness) {
  const double c = 1 - closeness;
  return {1, 0, c, 0, 0, 1, 0, 0, c, 0, 1, 0, 0, 0, 0, 1};
}

double squared_difference(const LastLayer& last, int k, int copy) {
  const std::vector<double>& g = last.gram;
  if (last.differences) return g[copy * k + copy];
  return g[0] - 2 * g[copy * k] + g[copy * k + copy];
}

/// The chain in float32 follows the chain in float64 (from the same normals) in |x_1 - x_0|^2, at
/// any distance that float64 can state, and far below after the layers have shrunk it.
TEST(CloseInputs, Float32KeepsTheDigitsOfTheDifference) {
  constexpr double float_error = 3e-5;  // 24 layers of 1e-6
  for (const char* activation : {"tanh", "erf", "gelu", "relu", "sigmoid", "silu"})
    for (const double closeness : {1e-3, 1e-6, 1e-9, 1e-12}) {
      const HandMade made(std::vector<std::int64_t>(25, 500), {2, 1}, inputs_with(closeness));
      const LastLayer single = run_chain<Mlp, float>(made, ordered(activation), 0);
      const LastLayer twice = run_chain<Mlp, double>(made, ordered(activation), 0);
      ASSERT_TRUE(single.differences);
      const double expected = squared_difference(twice, 4, 2);
      EXPECT_GT(expected, 0);
      EXPECT_NEAR(squared_difference(single, 4, 2) / expected, 1, float_error)
          << activation << " 1-c = " << closeness;
    }
}

/// Null: for inputs this close |x_1 - x_0|^2 grows as a tangent does: the mean logarithms over
/// networks agree (they are two independent tangents of one network). 150 networks of 300 neurons
/// over 12 layers know each to about 0.03.
TEST(CloseInputs, SmallDifferencesGrowAsTangents) {
  constexpr double closeness = 1e-12;
  const HandMade made(std::vector<std::int64_t>(13, 300), {2, 1}, inputs_with(closeness));
  std::vector<double> excess;
  for (std::uint32_t network = 0; network < 150; ++network) {
    const LastLayer last = run_chain<Mlp, float>(made, ordered("tanh"), network);
    const double start = made.gram[0] - 2 * made.gram[2] + made.gram[10];
    excess.push_back(std::log(squared_difference(last, 4, 2) / start) -
                     std::log(last.gram[1 * 4 + 1]));
  }
  const Summary s = summarise(excess);
  EXPECT_LT(std::abs(z_score(s.mean, s.mean_error, 0)), largest_z) << s.mean;
  EXPECT_LT(s.mean_error, 0.05);
}

TEST(CloseInputs, FarBelowTheRoundingOfACorrelation) {
  const HandMade made(std::vector<std::int64_t>(41, 64), {2, 1}, inputs_with(1e-9));
  const double squared =
      squared_difference(run_chain<Mlp, float>(made, ordered("sigmoid"), 0), 4, 2);
  const double slope = 0.9 / 16;  // sigma_w^2 phi'(0)^2, the most that a layer keeps
  EXPECT_LT(squared, 2e-9 * std::pow(slope, 39));
  EXPECT_GT(squared, 2e-9 * std::pow(slope / 2, 40));
}

/// Deep tangents leave the range of a float: 0.056^200 is 1e-250, 2.37^300 is 1e112.
TEST(Tangents, KeepTheirDigitsAtAnySize) {
  constexpr double float_error = 3e-4;  // 200 layers of 1e-6
  const std::tuple<const char*, double, int> cases[] = {{"sigmoid", 0.9, 200}, {"tanh", 16, 300}};
  for (const auto& [activation, variance, depth] : cases) {
    Experiment e = mlp(activation, variance, 0.05, depth);
    e.inputs.count = 1;
    e.run.engine = "gram";
    e.measure.observables = {"chi_1"};
    const auto single = simulate_records(e, 64, 2).column("tangent_square", depth, "0");
    e.run.precision = "float64";
    const auto twice = simulate_records(e, 64, 2).column("tangent_square", depth, "0");
    for (std::size_t n = 0; n < twice.size(); ++n) {
      EXPECT_TRUE(std::isnormal(twice[n]));
      EXPECT_NEAR(single[n] / twice[n], 1, float_error) << activation;
    }
  }
}

TEST(CloseInputs, IdenticalInputsStayIdentical) {
  for (const char* weights : {"gaussian", "orthogonal"})
    for (const char* activation : {"tanh", "relu"}) {
      Experiment e = mlp(activation, 2.5, 0.1, 20);
      e.network.weights = weights;
      e.inputs.count = 3;
      e.inputs.correlation = 1;
      const Records records = simulate_records(e, 100, 2);
      for (int layer = 1; layer <= 20; ++layer)
        for (const char* pair : {"0,1", "1,1", "1,2", "2,2"})
          EXPECT_EQ(records.column("gram", layer, pair), records.column("gram", layer, "0,0"));
    }
}

TEST(CloseInputs, ThreeInputsInAPlaneAreARankDeficientGramMatrix) {
  Experiment e = mlp("tanh", 2.5, 0.1, 10);
  e.inputs.manifold = "circle";
  e.inputs.points = 12;
  const Records records = simulate_records(e, 100, 2);
  for (const double value : records.values)
    EXPECT_TRUE(std::isfinite(value));
  for (int a = 0; a < 12; ++a)
    for (const double q : records.column("gram", 10, std::to_string(a) + "," + std::to_string(a)))
      EXPECT_GT(q, 0.1);
}

TEST(CloseInputs, OppositeInputsOfAnOddNetworkStayOpposite) {
  Experiment e = mlp("tanh", 2.5, 0, 10);
  e.inputs.correlation = -1;
  const Records records = simulate_records(e, 100, 2);
  const auto q = records.column("gram", 10, "0,0"), c = records.column("gram", 10, "0,1");
  for (std::size_t n = 0; n < q.size(); ++n)
    EXPECT_EQ(c[n], -q[n]);
}

}  // namespace
}  // namespace widefield
