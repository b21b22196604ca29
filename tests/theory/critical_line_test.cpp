#include <gtest/gtest.h>

#include "host/architecture/mean_field/critical_line.hpp"
#include "host/gaussian/gaussian_average.hpp"
#include "tests/theory/expect.hpp"

namespace widefield::test {
namespace {

TEST(CriticalLine, AsInTheSheet) {
  for (const TableRow& row : read_table("critical_lines.csv")) {
    SCOPED_TRACE(describe(row));
    const Nonlinearity phi = nonlinearity(row.at("activation"));
    const std::vector<CriticalPoint> points = critical_points(phi, number(row, "bias_variance"));
    ASSERT_EQ(points.size(), 1u);
    EXPECT_TRUE(as_printed(points[0].q, row.at("q_star")));
    EXPECT_TRUE(as_printed(points[0].weight_variance, row.at("weight_variance")));
    EXPECT_TRUE(as_printed(points[0].length_slope, row.at("chi_length")));
    if (row.at("bend") == "inf") {
      EXPECT_TRUE(std::isinf(bend_square(phi, points[0].q)));
      continue;
    }
    const double bend = points[0].q * points[0].weight_variance * bend_square(phi, points[0].q);
    EXPECT_TRUE(as_printed(bend, row.at("bend")));
  }
}

TEST(CriticalLine, GeluBendsAndIsUnstable) {
  const Nonlinearity phi = nonlinearity("gelu");
  for (const TableRow& row : read_table("gelu_critical_line.csv")) {
    SCOPED_TRACE(describe(row));
    const CriticalPoint point = critical_point(phi, number(row, "q"));
    EXPECT_TRUE(as_printed(point.weight_variance, row.at("weight_variance")));
    EXPECT_TRUE(as_printed(point.bias_variance, row.at("bias_variance")));
    EXPECT_TRUE(as_printed(point.length_slope, row.at("chi_length")));
  }
}

// [roberts2022]: <phi phi''> = 0 at q = (3 + sqrt 17)/2, book values 1.98305826 and 0.17292239.
TEST(CriticalLine, GeluIsHalfStableWhereRobertsSaysSo) {
  const double q = 0.5 * (3 + std::sqrt(17.0));
  EXPECT_NEAR(signal_bend(nonlinearity("gelu"), q), 0, 1e-15);
  const CriticalPoint point = critical_point(nonlinearity("gelu"), q);
  EXPECT_TRUE(as_printed(point.weight_variance, "1.983058257"));
  EXPECT_TRUE(as_printed(point.bias_variance, "0.1729223908"));
  EXPECT_NEAR(point.length_slope, 1, 1e-14);
}

TEST(CriticalLine, EveryPointIsAFixedPointWithUnitSlope) {
  for (const char* name : {"tanh", "erf", "sin", "hard_tanh", "elu", "sigmoid", "silu", "mish"})
    for (const double bias : {0.01, 0.3})
      for (const CriticalPoint& point : critical_points(nonlinearity(name), bias)) {
        SCOPED_TRACE(name);
        const LayerLaw layer{nonlinearity(name), point.weight_variance, bias};
        EXPECT_NEAR(length_step(layer, point.q) / point.q, 1, 1e-11);
        EXPECT_NEAR(gradient_factor(layer, point.q), 1, 1e-13);
      }
}

TEST(CriticalLine, ReluIsCriticalWithoutBiasOnly) {
  EXPECT_DOUBLE_EQ(critical_weight_variance(nonlinearity("relu"), 0), 2);
  EXPECT_DOUBLE_EQ(critical_weight_variance(nonlinearity("linear"), 0), 1);
  EXPECT_TRUE(std::isnan(critical_weight_variance(nonlinearity("relu"), 0.1)));
}

// Dropout moves chi_1 = 1 to another weight variance.
TEST(CriticalLine, DropoutMovesIt) {
  const double keep = 0.9, weight = critical_weight_variance(nonlinearity("tanh"), 0.05, keep);
  const LayerLaw layer{nonlinearity("tanh"), weight, 0.05, keep};
  const double q = length_limit(layer, length_fixed_points(layer), 1);
  EXPECT_NEAR(gradient_factor(layer, q), 1, 1e-11);
}

// At criticality 1 - c^l -> 2/(f''(1) l) for smooth, 4/(s^2 l^2) for kinked activations: the
// increments of 1/(1 - c) and of 1/sqrt(1 - c) approach the constants.
TEST(CriticalDecay, SmoothIsInverse) {
  const CriticalPoint point = critical_points(nonlinearity("tanh"), 0.05).at(0);
  const LayerLaw layer{nonlinearity("tanh"), point.weight_variance, 0.05};
  const AlgebraicDecay decay = critical_decay(layer.phi, point);
  ASSERT_EQ(decay.power, 1);
  double distance = 0.5;
  for (const TableRow& row : read_table("critical_correlation.csv")) {
    static int steps = 0;
    for (; steps < number(row, "steps"); ++steps)
      distance = distance_step(layer, point.q, distance);
    SCOPED_TRACE(describe(row));
    EXPECT_TRUE(as_printed(distance, row.at("distance")));
    EXPECT_TRUE(as_printed(steps * distance / decay.coefficient, row.at("ratio")));
  }
}

TEST(CriticalDecay, KinkedIsInverseSquare) {
  const CriticalPoint relu = critical_points(nonlinearity("relu"), 0).at(0);
  const AlgebraicDecay decay = critical_decay(nonlinearity("relu"), relu);
  EXPECT_EQ(decay.power, 2);
  EXPECT_NEAR(decay.coefficient, 4.5 * M_PI * M_PI, 1e-12);
  const CriticalPoint point = critical_points(nonlinearity("hard_tanh"), 0.05).at(0);
  const AlgebraicDecay hard = critical_decay(nonlinearity("hard_tanh"), point);
  EXPECT_TRUE(as_printed(1 / std::sqrt(hard.coefficient), "0.0595"));
  // The increment of 1/sqrt(1 - c) per layer, far down where the next order is small.
  const LayerLaw layer{nonlinearity("hard_tanh"), point.weight_variance, 0.05};
  const double distance = 1e-10, next = distance_step(layer, point.q, distance);
  EXPECT_NEAR((1 / std::sqrt(next) - 1 / std::sqrt(distance)) * std::sqrt(hard.coefficient), 1,
              1e-3);
}

// l^2 (1 - c) 2/(9 pi^2) of ReLU at 1000 layers.
TEST(CriticalDecay, ReluRatios) {
  const LayerLaw layer{nonlinearity("relu"), 2, 0};
  for (const auto& [start, printed] : {std::pair{0.0, "0.971101"}, {0.5, "0.967190"}}) {
    double distance = 1 - start;
    for (int l = 0; l < 1000; ++l)
      distance = distance_step(layer, 1, distance);
    EXPECT_TRUE(as_printed(1e6 * distance * 2 / (9 * M_PI * M_PI), printed));
  }
}

// Near criticality xi_c ~ 1/|chi_1 - 1| and 1 - c* ~ 2 (chi_1 - 1)/f''(1).
TEST(CriticalDecay, ScalesDivergeNearTheLine) {
  const CriticalPoint point = critical_points(nonlinearity("tanh"), 0.05).at(0);
  for (const double side : {-1.0, 1.0}) {
    const LayerLaw layer{nonlinearity("tanh"), point.weight_variance * (1 + side * 1e-4), 0.05};
    const double q = length_limit(layer, length_fixed_points(layer), 1);
    const double excess = gradient_factor(layer, q) - 1, distance = limit_distance(layer, q);
    EXPECT_NEAR(depth_scale(correlation_slope(layer, q, distance)) * std::abs(excess), 1, 1e-3);
    if (side > 0) {
      const double bend = layer.weight_variance * bend_square(layer.phi, q) * q;
      EXPECT_NEAR(distance * bend / (2 * excess), 1, 1e-3);
    }
  }
}

}  // namespace
}  // namespace widefield::test
