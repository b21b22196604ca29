#include "widefield/exact_law.hpp"

#include <gtest/gtest.h>

#include "tests/theory/expect.hpp"

namespace widefield::test {
namespace {

TEST(ExactLaw, LogarithmsAsInTheSheet) {
  for (const TableRow& row : read_table("log_laws.csv")) {
    SCOPED_TRACE(describe(row));
    const double width = number(row, "width");
    const LogLaw relu = relu_log_factor(static_cast<std::int64_t>(width));
    const LogLaw linear = linear_log_factor(static_cast<std::int64_t>(width));
    EXPECT_TRUE(as_printed(relu.mean, row.at("relu_mean")));
    EXPECT_TRUE(as_printed(width * relu.mean, row.at("relu_scaled_mean")));
    EXPECT_TRUE(as_printed(relu.variance, row.at("relu_variance")));
    EXPECT_TRUE(as_printed(width * relu.variance, row.at("relu_scaled_variance")));
    EXPECT_TRUE(as_printed(linear.mean, row.at("linear_mean")));
    EXPECT_TRUE(as_printed(linear.variance, row.at("linear_variance")));
  }
}

// N mean -> -5/2 and N variance -> 5; the error falls as 1/N even where N is huge.
TEST(ExactLaw, LimitsOfHaninAndNica) {
  for (const double width : {1e4, 1e6, 1e8}) {
    const LogLaw law = relu_log_factor(static_cast<std::int64_t>(width));
    EXPECT_NEAR(width * law.mean, -2.5, 5 / width + 1e-7);
    EXPECT_NEAR(width * law.variance, 5, 20 / width + 1e-7);
  }
}

// Var(Q^L)/Q^2 = (1 + 5/N)^L - 1: N Var at layers 1, 2, 4, 8 is 5, 10.25, 21.55, 47.75 at N = 100.
TEST(ExactLaw, MomentsOfSection3) {
  const double xi = relu_second_moment(100);
  EXPECT_TRUE(as_printed(100 * (xi - 1), "5.00"));
  EXPECT_TRUE(as_printed(100 * (std::pow(xi, 2) - 1), "10.25"));
  EXPECT_TRUE(as_printed(100 * (std::pow(xi, 4) - 1), "21.55"));
  EXPECT_TRUE(as_printed(100 * (std::pow(xi, 8) - 1), "47.75"));
}

// To first order in 1/N the exact laws and linear noise are one.
TEST(ExactLaw, LinearNoiseIsItsFirstOrder) {
  for (const auto& [name, weight, per_layer] :
       {std::tuple{"relu", "2", 5.0}, std::tuple{"linear", "1", 2.0}}) {
    Experiment experiment = from_unit_length(
        {{"activation", name}, {"weight_variance", weight}, {"bias_variance", "0"}});
    experiment.network.depth = 10;
    const Prediction prediction = predict(experiment);
    const Curve& length = curve(prediction, "length_map", "0");
    for (int l = 1; l <= 10; ++l) {
      EXPECT_NEAR(length.variance[l - 1], per_layer * (l - 1), 1e-12);
      EXPECT_NEAR(length.bias[l - 1], 0, 1e-14);
    }
  }
}

}  // namespace
}  // namespace widefield::test
