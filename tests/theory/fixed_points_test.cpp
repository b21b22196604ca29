#include <gtest/gtest.h>

#include "host/architecture/mean_field/critical_line.hpp"
#include "host/gaussian/gaussian_average.hpp"
#include "tests/theory/expect.hpp"

namespace widefield::test {
namespace {

// Table A1 against the scalars of predict(), the length as the sheet starts it: q = 1.
TEST(FixedPoints, AsInTheSheet) {
  for (const TableRow& row : read_table("fixed_points.csv")) {
    SCOPED_TRACE(describe(row));
    const Prediction prediction = predict(from_unit_length(row));
    EXPECT_TRUE(as_printed(number(prediction, "q_star"), row.at("q_star")));
    if (row.at("chi_1").empty()) {
      EXPECT_EQ(text(prediction, "phase"), "divergent");
      continue;
    }
    EXPECT_TRUE(as_printed(number(prediction, "chi_length"), row.at("chi_length")));
    EXPECT_TRUE(as_printed(number(prediction, "xi_q"), row.at("xi_q")));
    EXPECT_TRUE(as_printed(number(prediction, "chi_1"), row.at("chi_1")));
    EXPECT_TRUE(as_printed(number(prediction, "c_star"), row.at("c_star")));
    EXPECT_TRUE(as_printed(number(prediction, "xi_c"), row.at("xi_c")));
    EXPECT_TRUE(as_printed(number(prediction, "curvature_star"), row.at("curvature_star")));
    const std::string gradient = row.at("inverse_log_chi_1");
    EXPECT_TRUE(as_printed(
        gradient == "inf" ? number(prediction, "xi_gradient") : -number(prediction, "xi_gradient"),
        gradient));
  }
}

TEST(FixedPoints, SlopeOfTheCorrelationAndChi2AsInTheSheet) {
  for (const TableRow& row : read_table("fixed_points.csv")) {
    if (row.at("chi_1").empty()) continue;
    SCOPED_TRACE(describe(row));
    const LayerLaw layer = layer_of(row);
    const double q = length_limit(layer, length_fixed_points(layer), 1);
    const double distance = limit_distance(layer, q);
    const double slope = correlation_slope(layer, q, std::isnan(distance) ? 0 : distance);
    EXPECT_TRUE(as_printed(slope, row.at("correlation_slope")));
    EXPECT_TRUE(as_printed(layer.weight_variance * bend_square(layer.phi, q), row.at("chi_2")));
  }
}

TEST(FixedPoints, GeluHasSeveral) {
  for (const TableRow& row : read_table("gelu_fixed_points.csv")) {
    SCOPED_TRACE(describe(row));
    const LayerLaw layer{nonlinearity("gelu"), number(row, "weight_variance"),
                         number(row, "bias_variance")};
    const std::vector<FixedPoint> points = length_fixed_points(layer);
    if (row.at("q").empty()) {
      ASSERT_EQ(points.size(), 1u);
      EXPECT_EQ(points[0].value, 0);
      continue;
    }
    const FixedPoint* found = nullptr;
    for (const FixedPoint& point : points)
      if (as_printed(point.value, row.at("q"))) found = &point;
    ASSERT_NE(found, nullptr);
    EXPECT_TRUE(as_printed(found->slope, row.at("chi_length")));
    EXPECT_TRUE(as_printed(gradient_factor(layer, found->value), row.at("chi_1")));
    EXPECT_EQ(found->stable, found->slope < 1);
    EXPECT_EQ(points.size(), 2u);
    EXPECT_EQ(points[0].stable, true);
  }
}

// Pitfall 1: the smallest distance of V(q) from q for weight variance 2, bias variance 0.3.
TEST(FixedPoints, GeluEscapesThroughANarrowGap) {
  const LayerLaw layer{nonlinearity("gelu"), 2, 0.3};
  EXPECT_TRUE(length_fixed_points(layer).empty());
  double gap = 1;
  for (double q = 1; q < 1e4; q *= 1.0001)
    gap = std::min(gap, length_step(layer, q) - q);
  EXPECT_NEAR(gap, 0.14339849739778, 1e-7);  // the grid misses the minimum by its square
}

TEST(FixedPoints, BistableMeansTwoAttractors) {
  TableRow row = {{"activation", "gelu"}, {"weight_variance", "2"}, {"bias_variance", "0.05"}};
  EXPECT_EQ(text(predict(from_unit_length(row)), "phase"), "bistable");
  row["weight_variance"] = "1.5";
  EXPECT_EQ(text(predict(from_unit_length(row)), "phase"), "ordered");
  row["weight_variance"] = "4";
  EXPECT_EQ(text(predict(from_unit_length(row)), "phase"), "divergent");
}

// Section 2 of the sheet: weight standard deviations 1.3, 2.5, 4 with bias 0.3 [poole2016].
TEST(FixedPoints, FigurePointsOfPoole) {
  const std::vector<std::vector<std::string>> printed = {
      {"1.69", ".607046791909", ".939807428682", ".543472018641"},
      {"6.25", "4.07912387528", "1.58522476501", "1.19604129142", ".122103747306", "3.867709824"},
      {"16", "12.6041494978", "2.36726103555", "1.85717604141", ".0296959215803", "1.721379949"}};
  for (const auto& row : printed) {
    SCOPED_TRACE(row[0]);
    const Prediction p = predict(from_unit_length(
        {{"activation", "tanh"}, {"weight_variance", row[0]}, {"bias_variance", "0.09"}}));
    EXPECT_TRUE(as_printed(number(p, "q_star"), row[1]));
    EXPECT_TRUE(as_printed(number(p, "chi_1"), row[2]));
    const double bend = bend_square(nonlinearity("tanh"), number(p, "q_star"));
    EXPECT_TRUE(as_printed(std::stod(row[0]) * bend, row[3]));
    if (row.size() == 4) {
      EXPECT_TRUE(as_printed(number(p, "xi_c"), "16.10817274"));
      continue;
    }
    EXPECT_TRUE(as_printed(number(p, "c_star"), row[4]));
    EXPECT_TRUE(as_printed(number(p, "curvature_star"), row[5]));
  }
}

// Section 8: the variance fixed point of ReLU in the authors' code of [lee2018].
TEST(FixedPoints, ReluOfLee) {
  const LayerLaw layer{nonlinearity("relu"), 1.9, 0.2};
  EXPECT_NEAR(length_fixed_points(layer).at(0).value, 4, 1e-13);
}

}  // namespace
}  // namespace widefield::test
