#include <gtest/gtest.h>

#include <cmath>

#include "tests/spectrum/table.hpp"
#include "widefield/error.hpp"
#include "widefield/lyapunov.hpp"

namespace widefield {
namespace {

TEST(LyapunovTheory, FunctionalsOfTheTable) {
  int rows = 0;
  for (const TableRow& row : read_table("a10_lyapunov.csv")) {
    SCOPED_TRACE(row.at("activation") + " g=" + row.at("gain"));
    const double gain = std::stod(row.at("gain"));
    const LyapunovTheory theory = lyapunov_theory({.activation = row.at("activation"),
                                                   .q = std::stod(row.at("q")),
                                                   .weight_variance = gain * gain});
    const auto check = [&](double value, const char* column) {
      EXPECT_NEAR(value, std::stod(row.at(column)), tolerance(row.at(column), 1e-9)) << column;
    };
    check(theory.largest, "largest");
    check(theory.positive_fraction, "positive_fraction");
    check(theory.entropy_per_neuron, "entropy");
    check(theory.kaplan_yorke_per_neuron, "kaplan_yorke");
    if (row.at("mean") != "-inf") check(theory.mean, "mean");
    ++rows;
  }
  EXPECT_EQ(rows, 10);
}

TEST(LyapunovTheory, ExponentsAreThoseOfTheSheet) {
  // tanh, g = 2, Gaussian weights [theory sheet, section 5].
  const std::vector<double> x = {.0025, .1025, .2525, .5025, .9025};
  const double printed[] = {.152, .039, -.171, -.696, -3.061};
  const auto exponents =
      lyapunov_exponents({.activation = "tanh", .q = 2.1214735682, .weight_variance = 4}, x);
  for (int i = 0; i < 5; ++i)
    EXPECT_NEAR(exponents[i], printed[i], 1e-3) << x[i];
}

TEST(LyapunovTheory, LinearNetsAreKnown) {
  // e^(2 lambda) = sigma_w^2 (1 - x) for Gaussian weights: the integral of its logarithm is -1/2.
  const std::vector<double> x = {0.1, 0.5, 0.9};
  const auto exponents = lyapunov_exponents({.activation = "linear", .weight_variance = 3}, x);
  for (std::size_t i = 0; i < x.size(); ++i)
    EXPECT_NEAR(exponents[i], 0.5 * std::log(3 * (1 - x[i])), 1e-11);
  EXPECT_NEAR(lyapunov_theory({.activation = "linear", .weight_variance = 3}).mean,
              0.5 * (std::log(3) - 1), 1e-12);
}

TEST(LyapunovTheory, OrderHasNoPositiveExponents) {
  const LyapunovTheory theory =
      lyapunov_theory({.activation = "tanh", .q = 0.5, .weight_variance = 1});
  EXPECT_LT(theory.largest, 0);
  EXPECT_EQ(theory.entropy_per_neuron, 0);
  EXPECT_EQ(theory.positive_fraction, 0);
}

TEST(LyapunovTheory, DeadNeuronsHaveExponentMinusInfinity) {
  const auto exponents =
      lyapunov_exponents({.activation = "relu", .weight_variance = 2}, {0.4, 0.6});
  EXPECT_TRUE(std::isfinite(exponents[0]));
  EXPECT_EQ(exponents[1], -std::numeric_limits<double>::infinity());
}

}  // namespace
}  // namespace widefield
