#include <gtest/gtest.h>

#include <set>

#include "tests/theory/expect.hpp"
#include "widefield/activation/catalog.hpp"
#include "widefield/error.hpp"
#include "widefield/exact_law.hpp"
#include "widefield/lyapunov.hpp"

namespace widefield::test {
namespace {

Experiment deep(const std::string& activation, double weight_variance, const std::string& weights) {
  Experiment e;
  e.network.activation = activation;
  e.network.weight_variance = weight_variance;
  e.network.bias_variance = 0;
  e.network.weights = weights;
  e.network.depth = 10;
  e.inputs.count = 1;
  return e;
}

// Bias -i/2 and variance 1/(2L): psi((N-i+1)/2) and psi' to first order in 1/N.
TEST(LyapunovCurves, LinearNetworks) {
  const Prediction gaussian = predict(deep("linear", 1.5, "gaussian"));
  const Prediction haar = predict(deep("linear", 1.5, "orthogonal"));
  for (int i = 1; i <= 8; ++i) {
    const Curve& random = curve(gaussian, "lyapunov_spectrum", std::to_string(i));
    const Curve& fixed = curve(haar, "lyapunov_spectrum", std::to_string(i));
    EXPECT_EQ(random.layer, std::vector{10});
    for (const Curve* one : {&random, &fixed})
      EXPECT_NEAR(one->value[0], 0.5 * std::log(1.5), 1e-14);
    EXPECT_NEAR(random.bias[0], -0.5 * i, 1e-13);
    EXPECT_NEAR(random.variance[0], 1.0 / 20, 1e-14);
    EXPECT_NEAR(fixed.bias[0], 0, 1e-13);
    EXPECT_NEAR(fixed.variance[0], 0, 1e-14);
  }
}

// The exact law of a relu layer at N = 10^6, whose error in N (E ln xi) is 1/N.
TEST(LyapunovCurves, ReluIsTheFirstOrderOfTheExactLaw) {
  constexpr double width = 1e6;
  for (const char* weights : {"gaussian", "orthogonal"}) {
    const Prediction prediction = predict(deep("relu", 2, weights));
    for (const int i : {1, 2, 5, 8}) {
      const LogLaw law = relu_growth(std::int64_t(width), i, std::string(weights) == "orthogonal");
      const Curve& one = curve(prediction, "lyapunov_spectrum", std::to_string(i));
      EXPECT_NEAR(one.value[0], 0, 1e-14);
      EXPECT_NEAR(one.bias[0], 0.5 * width * law.mean, 1e-3) << weights << i;
      EXPECT_NEAR(10 * one.variance[0], 0.25 * width * law.variance, 1e-3) << weights << i;
    }
  }
}

// The first exponent is half the logarithm of a squared tangent per layer: its variance per layer
// tends to 1/4 of the sheet's long-depth rate, tanh at (1.7, .05) 3.9089 and (4, .05) 6.3547.
TEST(LyapunovCurves, VarianceOfTheFirstExponentAtGreatDepth) {
  for (const auto& [variance, rate] : {std::pair{1.7, 3.9089}, std::pair{4.0, 6.3547}}) {
    Experiment e = deep("tanh", variance, "gaussian");
    e.network.bias_variance = 0.05;
    double previous = 0, increase = 0;
    for (const int depth : {400, 800}) {
      e.network.depth = depth;
      const Prediction prediction = predict(e);
      const double total =
          4.0 * depth * depth * curve(prediction, "lyapunov_spectrum", "1").variance[0];
      increase = total - previous;
      previous = total;
    }
    EXPECT_NEAR(increase / 400, rate, 6e-5);
  }
}

// The expansion is one in i/N: it says nothing of exponents beyond a sixteenth of the width.
TEST(LyapunovCurves, EndWhereTheExpansionDoes) {
  Experiment e = deep("tanh", 4, "gaussian");
  e.network.width = {64, 1024};
  const Prediction prediction = predict(e);
  EXPECT_NO_THROW(curve(prediction, "lyapunov_spectrum", "4"));
  EXPECT_THROW(curve(prediction, "lyapunov_spectrum", "5"), std::out_of_range);
}

// Table A10, tanh with g = 2.
TEST(LyapunovScalars, OfTheSheet) {
  const Prediction prediction = predict(deep("tanh", 4, "gaussian"));
  EXPECT_TRUE(as_printed(number(prediction, "lyapunov_max"), "0.1547242298"));
  EXPECT_TRUE(as_printed(number(prediction, "positive_fraction"), "0.13342604"));
  EXPECT_TRUE(as_printed(number(prediction, "entropy_per_neuron"), "0.0106830885"));
  EXPECT_TRUE(as_printed(number(prediction, "kaplan_yorke_per_neuron"), "0.257555273"));
}

TEST(LyapunovScalars, DoNotExistWithoutAFixedPointOrASlope) {
  EXPECT_TRUE(std::isnan(number(predict(deep("relu", 3, "gaussian")), "lyapunov_max")));
  EXPECT_TRUE(std::isnan(number(predict(deep("sign", 1, "gaussian")), "entropy_per_neuron")));
}

TEST(GrowthLaws, FirstDirectionIsTheLengthAndOthersFollow) {
  for (const std::int64_t width : {64, 1000}) {
    EXPECT_EQ(relu_growth(width, 1, false).mean, relu_log_factor(width).mean);
    EXPECT_DOUBLE_EQ(
        linear_growth(width, 3, false).mean,
        linear_log_factor(width - 2).mean + std::log(double(width - 2) / double(width)));
    EXPECT_EQ(linear_growth(width, 3, true).variance, 0);
    for (const bool haar : {false, true})
      EXPECT_LT(relu_growth(width, 2, haar).mean, relu_growth(width, 1, haar).mean);
  }
}

JacobianEnsemble ensemble_of(const TableRow& row) {
  return {.activation = row.at("activation"),
          .activation_power = 1.5,
          .q = number(row, "q"),
          .weight_variance = number(row, "weight_variance"),
          .orthogonal = row.at("weights") == "orthogonal"};
}

// 34 digits by mpmath. A weight variance that is off by 1e-8 moves every exponent by 5e-9.
TEST(LyapunovExponents, OfEveryActivation) {
  std::set<std::string> seen;
  for (const TableRow& row : read_table("lyapunov_exponents.csv")) {
    SCOPED_TRACE(describe(row));
    seen.insert(row.at("activation"));
    const double expected = number(row, "exponent");
    const double found = lyapunov_exponents(ensemble_of(row), {number(row, "x")})[0];
    if (std::isinf(expected))
      EXPECT_EQ(found, expected);
    else
      EXPECT_NEAR(found, expected, 1e-9);
  }
  EXPECT_EQ(seen.size(), activations().size() - 1) << "all but sign, which has no slope";
  EXPECT_THROW(lyapunov_exponents({.activation = "sign"}, {0.5}), InputError);
}

Experiment tied(const std::string& activation, double weight_variance, double bias_variance) {
  Experiment e = deep(activation, weight_variance, "gaussian");
  e.network.bias_variance = bias_variance;
  e.network.tied = true;
  e.measure.observables = {"lyapunov_spectrum"};
  return e;
}

/// The exponents at the fixed point.
std::vector<double> exponents_at_rest(const Experiment& e, const std::vector<double>& x) {
  const double q = number(predict(e), "q_star");
  return lyapunov_exponents(
      {.activation = e.network.activation, .q = q, .weight_variance = e.network.weight_variance},
      x);
}

TEST(TiedLyapunov, OfTheSheet) {
  const double printed[] = {-.326, -.464, -.859, -1.679, -2.901};
  const auto found = exponents_at_rest(tied("tanh", 1.2, 0.5), {.05, .2, .5, .8, .95});
  for (int i = 0; i < 5; ++i)
    EXPECT_NEAR(found[i], printed[i], 5e-4);
}

// Moduli of eigenvalues of D W at the fixed points of 12 networks of 1000 neurons. Null: their mean
// logarithm is the law's, whose error at this width is smaller than theirs, 0.004 to 0.02; at z = 4
// over 13 numbers the null is rejected once in 1000. A weight variance that is 20 % off moves them
// by 0.09 and is seen.
TEST(TiedLyapunov, IsTheLawOfEigenvalues) {
  const auto largest_z = [](double factor) {
    double largest = 0;
    for (const TableRow& row : read_table("tied_eigenvalues.csv")) {
      const Experiment e = tied(row.at("activation"), factor * number(row, "weight_variance"),
                                number(row, "bias_variance"));
      const double theory = exponents_at_rest(e, {number(row, "x")})[0];
      const double measured = number(row, "exponent");
      if (std::isinf(measured))
        EXPECT_EQ(theory, measured) << describe(row);
      else
        largest = std::max(largest, std::abs(theory - measured) / number(row, "error"));
    }
    return largest;
  };
  EXPECT_LT(largest_z(1), 4);
  EXPECT_GT(largest_z(1.2), 4);
}

// The scalars and the line over fractions, with and without biases; with an activation of which
// half the slopes vanish; and with powers of one matrix in the end.
TEST(TiedLyapunov, ScalarsAndLineOfTheOrderedPhase) {
  Experiment e = tied("tanh", 1.2, 0.5);
  e.network.depth = 300;  // the first layers count little
  e.network.width = {100};
  e.measure.exponents = 96;
  const Prediction with_biases = predict(e);
  EXPECT_NEAR(number(with_biases, "lyapunov_max"), 0.5 * std::log(number(with_biases, "chi_1")),
              1e-12);
  EXPECT_EQ(number(with_biases, "entropy_per_neuron"), 0);
  const Curve& line = curve(with_biases, "lyapunov_spectrum", "");
  const auto at_rest = exponents_at_rest(e, line.at);
  for (std::size_t i = 0; i < line.at.size(); ++i)
    EXPECT_NEAR(line.value[i], at_rest[i], 0.02) << line.at[i];
  EXPECT_THROW(curve(with_biases, "lyapunov_spectrum", "1"), std::out_of_range) << "no 1/N";

  const Prediction half = predict(tied("relu", 1.2, 0));
  EXPECT_NEAR(number(half, "lyapunov_max"), 0.5 * std::log(0.6), 1e-12);
  EXPECT_EQ(number(half, "mean_exponent"), -std::numeric_limits<double>::infinity());

  const Prediction linear_end = predict(tied("tanh", 0.5, 0));
  EXPECT_NEAR(number(linear_end, "lyapunov_max"), 0.5 * std::log(0.5), 1e-12);
  EXPECT_NEAR(number(linear_end, "mean_exponent"), 0.5 * (std::log(0.5) - 1), 1e-12);
  const auto circular =
      lyapunov_exponents({.activation = "tanh", .q = 0, .weight_variance = 0.5}, {0.1, 0.5, 0.9});
  for (int i = 0; i < 3; ++i)
    EXPECT_NEAR(circular[i], 0.5 * std::log(0.5 * (1 - std::vector{0.1, 0.5, 0.9}[i])), 1e-12);
  EXPECT_GT(number(predict(tied("tanh", 2, 0)), "lyapunov_max"), 0) << "that of fresh weights";
}

// selu: slopes of a vanishing signal differ on either side of 0; half of them are each.
TEST(TiedLyapunov, VanishingSignalsSeeBothSidesOfAKink) {
  const double scale = 1.0507009873554805, alpha = 1.6732632423543773, s = 0.3;
  const double right = s * scale * scale, left = right * alpha * alpha;
  const double x = 0.3,
               r2 = std::exp(2 * lyapunov_exponents(
                                     {.activation = "selu", .q = 0, .weight_variance = s}, {x})[0]);
  EXPECT_NEAR(0.5 * right / (r2 + x * right) + 0.5 * left / (r2 + x * left), 1, 1e-12);
}

// softplus with chi_length > sqrt(chi_1): a real eigenvalue stands alone beyond the others. Three
// networks of 700 neurons, whose own slopes were chi_length = .98179, .99999, .82441, had it at
// .98433, 1.00883 and .88146 (numpy), the next at .958, .972 and .805.
TEST(TiedLyapunov, OneEigenvalueIsTheSlopeOfLengths) {
  const Prediction apart = predict(tied("softplus", 1.9, 0));
  EXPECT_GT(number(apart, "chi_length"), std::sqrt(number(apart, "chi_1")) + 0.05);
  EXPECT_NEAR(number(apart, "lyapunov_max"), std::log(number(apart, "chi_length")), 1e-12);
  Experiment fresh = tied("softplus", 1.9, 0);
  fresh.network.tied = false;
  EXPECT_NEAR(number(predict(fresh), "lyapunov_max"), 0.5 * std::log(number(apart, "chi_1")),
              1e-12);
}

// Lengths below the range of doubles are 0, and the line goes on.
TEST(TiedLyapunov, LineOfSignalsThatVanish) {
  Experiment e = tied("tanh", 0.01, 0);
  e.network.depth = 200;  // q = 1e-400 in the end
  const Prediction prediction = predict(e);
  const Curve& line = curve(prediction, "lyapunov_spectrum", "");
  EXPECT_NEAR(line.value.at(0), 0.5 * std::log(0.01), 0.02);
}

}  // namespace
}  // namespace widefield::test
