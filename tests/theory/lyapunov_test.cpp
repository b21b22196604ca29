#include <gtest/gtest.h>

#include "tests/theory/expect.hpp"
#include "widefield/exact_law.hpp"

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

// Tied weights in the ordered phase, without biases: powers of one matrix with circular law.
TEST(Lyapunov, TiedWeightsInTheOrderedPhaseAreOneMatrix) {
  Experiment e;
  e.network.tied = true;
  e.network.weight_variance = 0.5;
  e.network.bias_variance = 0;
  e.measure.observables = {"lyapunov_spectrum"};
  const Prediction prediction = predict(e);
  EXPECT_NEAR(number(prediction, "lyapunov_max"), 0.5 * std::log(0.5), 1e-15);
  EXPECT_EQ(number(prediction, "positive_fraction"), 0);
  for (const Curve& each : prediction.curves)
    EXPECT_NE(each.observable, "lyapunov_spectrum");
  e.network.weight_variance = 2;
  EXPECT_GT(number(predict(e), "lyapunov_max"), 0) << "chaos is that of fresh weights";
}

}  // namespace
}  // namespace widefield::test
