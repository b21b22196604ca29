#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>

#include "host/gaussian/gaussian_average.hpp"
#include "host/gaussian/pair_average.hpp"
#include "tests/theory/expect.hpp"
#include "widefield/activation/catalog.hpp"

namespace widefield::test {
namespace {

// Thirty-digit values of data/make_reference.py, 1e-12 times the condition number: the error of an
// average of f is held against the average of |f|, which `scale` bounds from below.
::testing::AssertionResult close(double value, double expected, double scale) {
  if (std::isinf(expected))
    return value == expected ? ::testing::AssertionSuccess()
                             : ::testing::AssertionFailure() << value << " is not " << expected;
  if (std::abs(value - expected) <= 1e-12 * scale) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << value << " is not " << expected << ", off by "
                                       << std::abs(value - expected) / scale << " of the scale";
}

Nonlinearity of(const TableRow& row) {
  return nonlinearity(row.at("activation"), 0.01, 1.5);  // as in make_reference.py
}

TEST(Average, OneInputAgainstThirtyDigits) {
  for (const TableRow& row : read_table("one_input.csv")) {
    SCOPED_TRACE(describe(row));
    const Nonlinearity phi = of(row);
    const double q = number(row, "q"), F = number(row, "square"), size = std::sqrt(F);
    const auto agrees = [&](const char* column, double value, double scale) {
      EXPECT_TRUE(close(value, number(row, column), scale)) << column;
    };
    agrees("mean_signal", mean_signal(phi, q), size);
    agrees("square", square(phi, q), F);
    agrees("fourth", fourth(phi, q), number(row, "fourth"));
    if (row.at("activation") == "sign") continue;  // phi' is a point mass
    const double X = number(row, "slope_square"), bend = number(row, "bend_square");
    agrees("response", response(phi, q), std::sqrt(F * X * q));
    agrees("slope_square", slope_square(phi, q), X);
    agrees("slope_fourth", slope_moment(phi, q, 2), number(row, "slope_fourth"));
    agrees("signal_slope_square", signal_slope_square(phi, q), number(row, "signal_slope_square"));
    agrees("bend_square", bend_square(phi, q), bend);
    const double bends = std::isfinite(bend) ? std::sqrt(bend) : 1 / std::sqrt(q);
    agrees("signal_bend", signal_bend(phi, q), size * bends + std::abs(number(row, "signal_bend")));
    // F'' is a difference of terms X/q, or of terms F/q^2 where the score of the law is used.
    agrees("square_bend", square_bend(phi, q), X / q + F / (q * q));
  }
}

TEST(Average, TwoInputsAgainstThirtyDigits) {
  for (const TableRow& row : read_table("two_inputs.csv")) {
    SCOPED_TRACE(describe(row));
    const Nonlinearity phi = of(row);
    const PairLaw law{number(row, "qa"), number(row, "qb"), number(row, "distance")};
    const double size = std::sqrt(square(phi, law.qa) * square(phi, law.qb));
    EXPECT_TRUE(close(product(phi, law), number(row, "product"), size));
    EXPECT_TRUE(
        close(slope_product(phi, law), number(row, "slope_product"), number(row, "slope_product")));
    const double apart = number(row, "difference_square");
    const bool equal = law.qa == law.qb;
    EXPECT_TRUE(close(difference_square(phi, law), apart, equal ? apart : size));
    if (row.at("activation") == "sign") continue;
    const PairAverages all = pair_averages(phi, law);
    EXPECT_TRUE(close(all.product, number(row, "product"), size));
    EXPECT_TRUE(close(all.slopes, number(row, "slope_product"), number(row, "slope_product")));
    EXPECT_TRUE(close(all.difference, apart, equal ? apart : size));
  }
}

// Averages of every activation that must hold whatever phi is.
const char* const names[] = {"linear",  "tanh",     "erf",        "erf_unit",  "sin",
                             "sigmoid", "relu",     "leaky_relu", "hard_tanh", "gelu",
                             "silu",    "softplus", "elu",        "selu",      "mish"};

TEST(Average, AtZeroVarianceTheActivationItself) {
  for (const char* name : names) {
    SCOPED_TRACE(name);
    const Nonlinearity phi = nonlinearity(name);
    EXPECT_EQ(square(phi, 0), std::pow(phi.jet(0).value, 2));
    EXPECT_NEAR(square(phi, 1e-10), square(phi, 0), 1e-9);
    EXPECT_NEAR(slope_square(phi, 1e-10), slope_square(phi, 0), 1e-4);
  }
}

// Stein: q dF/dq = <phi phi' h>, and dF/dq = <phi'^2> + <phi phi''> with the point masses of phi''.
TEST(Average, SteinsLemma) {
  for (const char* name : names)
    for (const double q : {0.02, 0.8, 6.0}) {
      SCOPED_TRACE(std::string(name) + " " + std::to_string(q));
      const Nonlinearity phi = nonlinearity(name);
      const double slope = square_slope(phi, q);
      EXPECT_NEAR(response(phi, q) / q, slope, 1e-13 * slope);
      EXPECT_NEAR(slope_square(phi, q) + signal_bend(phi, q), slope, 1e-12 * slope_square(phi, q));
      const double h = 1e-3 * q;
      const double near = square(phi, q + h) - square(phi, q - h);
      const double far = square(phi, q + 2 * h) - square(phi, q - 2 * h);
      EXPECT_NEAR((8 * near - far) / (12 * h), slope, 1e-9 * slope);
    }
}

// Score and derivative forms of the same second derivative.
TEST(Average, DerivativesByTheScore) {
  for (const char* name : names)
    for (const double q : {0.3, 2.0}) {
      SCOPED_TRACE(std::string(name) + " " + std::to_string(q));
      const Nonlinearity phi = nonlinearity(name);
      const AverageJet F = gaussian_average_jet(
          phi, q, [](const SignalJet& jet, double) { return jet.value * jet.value; });
      EXPECT_NEAR(F.value, square(phi, q), 1e-13 * F.value);
      EXPECT_NEAR(F.first, square_slope(phi, q), 1e-13 * F.value / q);
      EXPECT_NEAR(F.second, square_bend(phi, q), 1e-12 * F.value / (q * q));
    }
}

[[maybe_unused]] const int fixed_seed = ::setenv("RC_PARAMS", "seed=20161205", 0);

struct Sample {
  Nonlinearity phi;
  PairLaw law;
};
Sample sample() {
  const char* name =
      *rc::gen::elementOf(std::vector<const char*>(std::begin(names), std::end(names)));
  const auto between = [](double low, double high) {
    return low * std::pow(high / low, *rc::gen::inRange(0, 1001) / 1000.0);
  };
  return {nonlinearity(name), {between(1e-3, 50), between(1e-3, 50), between(1e-9, 2)}};
}

// Cauchy-Schwarz, symmetry, and the three averages that make a square.
RC_GTEST_PROP(AverageProperty, PairsAreConsistent, ()) {
  const auto [phi, law] = sample();
  RC_LOG() << info(phi.activation).name << " " << law.qa << " " << law.qb << " " << law.distance;
  const double fa = square(phi, law.qa), fb = square(phi, law.qb), fab = product(phi, law);
  const double size = std::sqrt(fa * fb);
  RC_ASSERT(std::abs(fab) <= size * (1 + 1e-13));
  RC_ASSERT(std::abs(product(phi, {law.qb, law.qa, law.distance}) - fab) <= 1e-13 * size);
  RC_ASSERT(std::abs(difference_square(phi, law) - (fa + fb - 2 * fab)) <= 1e-13 * (fa + fb));
}

// At equal variances f(c) is convex with f(0) = <phi>^2 and <phi'phi'> its slope.
RC_GTEST_PROP(AverageProperty, CorrelationIsConvex, ()) {
  const auto [phi, law] = sample();
  const double q = law.qa;
  RC_LOG() << info(phi.activation).name << " " << q;
  const auto f = [&](double c) { return product(phi, {q, q, 1 - c}); };
  const double F = square(phi, q), mean = mean_signal(phi, q);
  RC_ASSERT(std::abs(f(0) - mean * mean) <= 1e-13 * F);
  RC_ASSERT(f(0.2) + f(0.8) >= 2 * f(0.5) - 1e-13 * F);
  const double slope = (8 * (f(0.51) - f(0.49)) - (f(0.52) - f(0.48))) / 0.12;
  RC_ASSERT(std::abs(slope - q * slope_product(phi, {q, q, 0.5})) <= 1e-6 * F);
}

// As the distance goes to 0, <(phi_a - phi_b)^2> -> 2 q distance <phi'^2>.
RC_GTEST_PROP(AverageProperty, SmallDistancesSeeTheSlope, ()) {
  const auto [phi, law] = sample();
  const double q = law.qa, distance = 1e-12;
  RC_LOG() << info(phi.activation).name << " " << q;
  const double expected = 2 * q * distance * slope_square(phi, q);
  RC_ASSERT(std::abs(difference_square(phi, {q, q, distance}) / expected - 1) <= 1e-4);
}

// dF/dq >= 0: iterating the length map is monotone, which length_limit() relies on.
RC_GTEST_PROP(AverageProperty, LengthMapsIncrease, ()) {
  const auto [phi, law] = sample();
  RC_ASSERT(square_slope(phi, law.qa) >= 0);
}

}  // namespace
}  // namespace widefield::test
