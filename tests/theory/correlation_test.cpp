#include <gtest/gtest.h>

#include "host/gaussian/gaussian_average.hpp"
#include "tests/theory/expect.hpp"

namespace widefield::test {
namespace {

TEST(Correlation, TrajectoriesAsInTheSheet) {
  for (const TableRow& row : read_table("correlation_trajectories.csv")) {
    SCOPED_TRACE(describe(row));
    const LayerLaw layer = layer_of(row);
    const double q = length_limit(layer, length_fixed_points(layer), 1);
    double distance = 1 - number(row, "start");
    for (int l = 0; l < number(row, "steps"); ++l)
      distance = distance_step(layer, q, distance);
    EXPECT_TRUE(as_printed(1 - distance, row.at("correlation")));
  }
}

TEST(Correlation, DropoutAsInTheSheet) {
  for (TableRow row : read_table("dropout.csv")) {
    SCOPED_TRACE(describe(row));
    row["activation"] = "tanh";
    const Prediction p = predict(from_unit_length(row));
    EXPECT_TRUE(as_printed(number(p, "q_star"), row.at("q_star")));
    EXPECT_TRUE(as_printed(number(p, "chi_1"), row.at("chi_1")));
    if (row.at("c_star").empty()) {
      EXPECT_LT(number(p, "c_star"), 1);  // chi_1 > 1: c = 1 is not stable
      continue;
    }
    EXPECT_TRUE(as_printed(number(p, "c_star"), row.at("c_star")));
    EXPECT_TRUE(as_printed(number(p, "xi_c"), row.at("xi_c")));
    const LayerLaw layer = layer_of(row);
    const double slope = correlation_slope(layer, number(p, "q_star"), 1 - number(p, "c_star"));
    EXPECT_TRUE(as_printed(slope, row.at("correlation_slope")));
  }
}

// f(1) = 1 - (1 - keep)/keep sigma_w^2 F / q*: with independent masks c = 1 is never fixed.
TEST(Correlation, DropoutDestroysTheFixedPointAtOne) {
  const LayerLaw layer{nonlinearity("tanh"), 1.7, 0.05, 0.9};
  const double q = length_limit(layer, length_fixed_points(layer), 1);
  const double expected = (1 - layer.keep) / layer.keep * 1.7 * square(layer.phi, q) / q;
  EXPECT_NEAR(distance_step(layer, q, 0), expected, 1e-14);
}

TEST(Correlation, KernelsAsInTheSheet) {
  for (const TableRow& row : read_table("kernels.csv")) {
    SCOPED_TRACE(describe(row));
    const int layers = static_cast<int>(number(row, "hidden_layers"));
    const Gram kernel = nngp_kernels(layer_of(row), {{1, 0.5}, {0.5, 1}}, layers + 1).back();
    EXPECT_TRUE(as_printed(kernel[0][0], row.at("same")));
    EXPECT_TRUE(as_printed(kernel[1][1], row.at("same")));
    EXPECT_TRUE(as_printed(kernel[0][1], row.at("cross")));
    EXPECT_EQ(kernel[0][1], kernel[1][0]);
    EXPECT_TRUE(as_printed(kernel[0][1] / kernel[0][0], row.at("correlation")));
  }
}

// Section 3: mean field values quoted there, from q0 = 1.
TEST(Correlation, MeanFieldValuesOfSection3) {
  Experiment experiment;
  experiment.network.weight_variance = 1.7;
  experiment.network.depth = 9;
  experiment.inputs.squared_norm = (1 - 0.05) / 1.7;
  EXPECT_TRUE(as_printed(curve(predict(experiment), "length_map", "0").value[4], "0.555215"));
  EXPECT_TRUE(as_printed(curve(predict(experiment), "length_map", "0").value[8], "0.534725"));
}

}  // namespace
}  // namespace widefield::test
