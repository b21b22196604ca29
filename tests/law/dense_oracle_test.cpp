#include <gtest/gtest.h>

#include <cmath>
#include <tuple>

#include "kernels/cell/mlp.hpp"
#include "kernels/engine/layered/dense.hpp"
#include "tests/law/hand_run.hpp"
#include "tests/law/oracle.hpp"

namespace widefield::law {
namespace {

using Case = std::tuple<WeightLaw, const char*, int, double>;  // weights, activation, width, keep

Network network_of(const Case& of) {
  Network network;
  network.activation = std::get<1>(of);
  network.weight_variance = 1.9;
  network.bias_variance = 0.2;
  network.dropout_keep = std::get<3>(of);
  return network;
}

class DenseOracle : public testing::TestWithParam<Case> {};

/// Both follow the same network, so they differ by rounding alone: in float64 by 5 layers times a
/// few roundings, in float32 by those of its products. A kink of relu that falls on the other side
/// would change a slope by 1; no pre-activation of these networks comes that close to 0.
TEST_P(DenseOracle, AgreesToRounding) {
  const auto [weights, activation, width, keep] = GetParam();
  HandMade<Mlp> made(network_of(GetParam()), std::vector<std::int64_t>(6, width), 2, 0.4);
  made.problem.weights = weights;
  for (int p = int(Primitive::gradient_square) + 1; p < primitive_count; ++p)
    if (Primitive(p) != Primitive::autocorrelation)
      made.problem.record.leave_out(Primitive(p));  // the oracle does not know the others
  const Oracle oracle{made.problem, 1.9, 0.2, std::string_view(activation) == "relu"};
  for (std::uint32_t network = 0; network < 3; ++network) {
    const std::vector<double> expected = oracle.record(network);
    const std::vector<double> wide = run_by_hand<DenseWork, double>(made, network);
    const std::vector<double> narrow = run_by_hand<DenseWork, float>(made, network);
    for (std::size_t slot = 0; slot < expected.size(); ++slot) {
      EXPECT_NEAR(wide[slot], expected[slot], 1e-12 * (1 + std::abs(expected[slot]))) << slot;
      EXPECT_NEAR(narrow[slot], expected[slot], 1e-5 * (1 + std::abs(expected[slot]))) << slot;
    }
  }
}

std::string name_of(const testing::TestParamInfo<Case>& info) {
  const char* laws[] = {"gaussian", "orthogonal", "uniform", "rademacher"};
  const auto [weights, activation, width, keep] = info.param;
  return std::string(laws[static_cast<int>(weights)]) + "_" + activation + "_" +
         std::to_string(width) + (keep < 1 ? "_dropout" : "");
}

INSTANTIATE_TEST_SUITE_P(Law, DenseOracle,
                         testing::Values(Case{WeightLaw::gaussian, "tanh", 24, 1},
                                         Case{WeightLaw::gaussian, "relu", 64, 1},
                                         Case{WeightLaw::gaussian, "tanh", 131, 0.8},
                                         Case{WeightLaw::uniform, "tanh", 7, 1},
                                         Case{WeightLaw::rademacher, "relu", 30, 1},
                                         Case{WeightLaw::orthogonal, "tanh", 24, 1},
                                         Case{WeightLaw::orthogonal, "relu", 70, 0.8},
                                         Case{WeightLaw::orthogonal, "tanh", 4, 1}),
                         name_of);

/// Of steps behind the transient alone, at lags with gaps, in pieces of a team.
TEST(Dense, TrajectoriesAreComparedBehindTheTransient) {
  HandMade<Mlp> made(network_of({WeightLaw::gaussian, "tanh", 0, 1}),
                     std::vector<std::int64_t>(9, 70), 2, 0.4);
  RecordMap& map = made.problem.record;
  for (int p = 0; p < primitive_count; ++p)
    if (Primitive(p) != Primitive::autocorrelation) map.leave_out(Primitive(p));
  map.window.transient = 2;
  map.window.lag[1] = 3;
  map.window.lag[2] = 5;
  const std::vector<double> expected = Oracle{made.problem, 1.9, 0.2, false}.record(1);
  const std::vector<double> measured = run_by_hand<DenseWork, double>(made, 1, 2);
  for (int i = 0; i < map.components(Primitive::autocorrelation); ++i) {
    const int slot = map.slot(Primitive::autocorrelation, 8, i);
    EXPECT_NE(expected[slot], 0);
    EXPECT_NEAR(measured[slot], expected[slot], 1e-12);
  }
}

/// A team of several members shares tiles and chunks; its bits are those of one.
TEST(Dense, TheBitsDoNotDependOnTheTeam) {
  HandMade<Mlp> made(network_of({WeightLaw::gaussian, "tanh", 0, 0.9}),
                     std::vector<std::int64_t>(4, 150), 2, 0.4);
  for (const WeightLaw weights : {WeightLaw::gaussian, WeightLaw::orthogonal}) {
    made.problem.weights = weights;
    const std::vector<double> alone = run_by_hand<DenseWork, float>(made, 5);
    for (const int members : {2, 3, 5})
      EXPECT_EQ((run_by_hand<DenseWork, float>(made, 5, members)), alone) << members;
  }
}

/// Products of several copies at once, of rows and columns that fill no block, must not mix.
TEST(Dense, RectangularLayersMultiplyTheirOwnShape) {
  HandMade<Mlp> made(network_of({WeightLaw::gaussian, "tanh", 0, 1}), {5, 130, 3, 67}, 2, 0.4);
  const std::vector<double> record = run_by_hand<DenseWork, double>(made, 1);
  for (const double x : record)
    EXPECT_TRUE(std::isfinite(x));
  EXPECT_NEAR(made.value(record, Primitive::gram, 1), 2.1, 1e-12);
}

}  // namespace
}  // namespace widefield::law
