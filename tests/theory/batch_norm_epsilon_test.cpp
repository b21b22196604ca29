#include <gtest/gtest.h>

#include <numbers>

#include "host/architecture/batch_norm/curves.hpp"
#include "tests/theory/batch_norm_expect.hpp"

// Section 3.5 of the sheet: batch normalisation with an epsilon.
namespace widefield::test {
namespace {

void expect_tanh(int batch, double epsilon, const std::string& mu, const std::string& rate) {
  const BatchFixedPoint point = reached(batch_law("tanh", batch, epsilon));
  EXPECT_TRUE(as_printed_batch(point.mu, mu)) << batch << " " << epsilon;
  EXPECT_TRUE(as_printed_batch(point.step.gradient.G, rate)) << batch << " " << epsilon;
}

TEST(BatchNormEpsilon, TanhAsInTheSheet) {
  expect_tanh(8, 1e-5, ".476317906", "1.358524052");
  expect_tanh(8, 1e-3, ".475605936", "1.356177439");
  expect_tanh(8, 0.1, ".4101537677", "1.221718187");
  expect_tanh(8, 0.5, ".1999670037", "1.046686376");
  expect_tanh(8, 0.9, ".0357778339", "1.001742398");
  expect_tanh(8, 1.5, "0", ".6666666667");
  expect_tanh(64, 0.1, ".3556803765", "1.144836048");
  expect_tanh(64, 0.5, ".1837159803", "1.037788491");
  expect_tanh(64, 0.9, ".03416206401", "1.001481182");
}

// Only epsilon / sigma_w^2 matters.
TEST(BatchNormEpsilon, ScalesWithTheWeightVariance) {
  BatchLaw wide = batch_law("gelu", 8, 0.3);
  wide.weight_variance = 3;
  const BatchStep one = reached(batch_law("gelu", 8, 0.1)).step, other = reached(wide).step;
  EXPECT_NEAR(one.gradient.G, other.gradient.G, 1e-11);
  EXPECT_NEAR(one.forward.L, other.forward.L, 1e-11);
  EXPECT_NEAR(one.square, other.square, 1e-12);
}

TEST(BatchNormEpsilon, VanishesContinuously) {
  for (const char* name : {"tanh", "gelu", "relu", "hard_tanh"}) {
    const BatchStep none = reached(batch_law(name, 8)).step;
    const BatchStep tiny = reached(batch_law(name, 8, 1e-12)).step;
    EXPECT_NEAR(none.gradient.G, tiny.gradient.G, 1e-9) << name;
    EXPECT_NEAR(none.forward.L, tiny.forward.L, 1e-9) << name;
    EXPECT_NEAR(tiny.forward.G, 0, 1e-9) << name;
  }
}

// What the bracketing root finder returns is what plain iteration tends to, slowly.
TEST(BatchNormEpsilon, IsTheLimitOfLayers) {
  for (const double epsilon : {0.05, 0.4, 0.8}) {
    BatchLayer layer(batch_law("tanh", 8, epsilon));
    double mu = 1;
    for (int l = 0; l < 400; ++l)
      mu = layer.next(mu);
    EXPECT_NEAR(batch_fixed_point(layer, 1).mu, mu, 1e-12) << epsilon;
    EXPECT_NEAR(batch_fixed_point(layer, 1e-3).mu, mu, 1e-12) << epsilon;
    const double step = 1e-4 * mu;
    const double slope = (layer.next(mu + step) - layer.next(mu - step)) / (2 * step);
    EXPECT_NEAR(batch_fixed_point(layer, 1).step.forward.G, slope, 1e-7) << epsilon;
  }
}

// Smooth activations: mu vanishes and gradients stop growing at one epsilon.
TEST(BatchNormEpsilon, CriticalIsTheSquaredSlope) {
  for (const char* name : {"tanh", "gelu", "silu", "sigmoid", "erf", "hard_tanh", "elu"}) {
    const double slope = nonlinearity(name).jet(0).first, square = slope * slope;
    BatchLaw law = batch_law(name, 9);
    law.weight_variance = 1.7;
    const BatchCritical critical = batch_critical(law);
    EXPECT_NEAR(critical.epsilon, 1.7 * square, 1e-9) << name;
    EXPECT_NEAR(critical.gradient_epsilon, 1.7 * square, 1e-9) << name;
  }
}

// Relu: signals die first, while gradients still grow.
TEST(BatchNormEpsilon, ReluHasTwoTransitions) {
  for (const auto& [batch, epsilon, rate] :
       {std::tuple{8, ".32806597", "1.4201357"}, std::tuple{64, ".33940587", "1.4615371"}}) {
    const double n = batch - 1, c = -1 / n, angle = std::acos(c);
    const double J = (std::sin(angle) + (std::numbers::pi - angle) * c) / std::numbers::pi;
    const double slope = 1 - angle / std::numbers::pi;
    const BatchCritical critical = batch_critical(batch_law("relu", batch));
    EXPECT_TRUE(as_printed(critical.epsilon, epsilon));
    EXPECT_NEAR(critical.epsilon, n * (1 - J) / (2 * batch), 1e-12);
    EXPECT_NEAR(critical.gradient_epsilon, (n + slope) / (2 * batch), 1e-12);
    EXPECT_TRUE(as_printed(critical.gradient_epsilon / critical.epsilon, rate));
    const double between = 0.5 * (critical.epsilon + critical.gradient_epsilon);
    const BatchFixedPoint dead = reached(batch_law("relu", batch, between));
    EXPECT_EQ(dead.mu, 0);
    EXPECT_NEAR(dead.step.gradient.G, (n + slope) / (2 * batch * between), 1e-12);
    EXPECT_GT(dead.step.gradient.G, 1);
  }
}

TEST(BatchNormEpsilon, PowersBelowOneHaveNoTransition) {
  BatchLaw law = batch_law("relu", 8);
  law.f.phi = nonlinearity("alpha_relu", 0, 0.7);
  EXPECT_TRUE(std::isinf(batch_critical(law).epsilon));
}

// Above a power of 1 mu = 0 attracts at every epsilon, and a state beside it lives up to a jump.
TEST(BatchNormEpsilon, PowersAboveOneJump) {
  BatchLaw law = batch_law("relu", 8);
  law.f.phi = nonlinearity("alpha_relu", 0, 1.6);
  const double critical = batch_critical(law).epsilon;
  EXPECT_GT(critical, 0.1);
  EXPECT_LT(critical, 0.2);
  for (const double beside : {-1e-3, 1e-3}) {
    law.epsilon = critical * (1 + beside);
    EXPECT_EQ(reached(law).mu > 0, beside < 0) << beside;
  }
  law.epsilon = 0.1;
  EXPECT_NEAR(reached(law).step.square, 0.5015, 5e-5);
}

// ---- in residual branches, section 3.6
// --------------------------------------------------------------------

struct ResidualCase {
  std::string activation;
  double ratio, tolerance;  // of the simulation in the sheet: B = 8, 30 blocks
};

// Without epsilon the product of 1 + lambda / (l + a) is a ratio of Gamma functions.
TEST(BatchNormResidual, IsTheRatioOfGammaFunctions) {
  for (const ResidualCase& of :
       {ResidualCase{"relu", 71.3, 1.4}, ResidualCase{"tanh", 36.1, 0.7}}) {
    BatchLayer layer(batch_law(of.activation, 8));
    const BatchFixedPoint point = batch_fixed_point(layer, 1);
    const int depth = 30;
    const double rate = point.step.gradient.G;
    const BatchInput input{1, 0};
    const auto curves = batch_norm_residual_curves(layer, {1, 0.3}, input, depth);
    const Prediction prediction{{}, curves};
    const double a = 1 / point.step.contrast;
    const double expected = std::lgamma(depth + a + rate) + std::lgamma(a) - std::lgamma(a + rate) -
                            std::lgamma(depth + a);
    const Curve& ratio = curve(prediction, "log_gradient_ratio", "");
    EXPECT_NEAR(ratio.value.back(), expected, 1e-11);
    EXPECT_NEAR(std::exp(ratio.value.back()), of.ratio, 3 * of.tolerance);
    EXPECT_NEAR(curve(prediction, "gradient_norm", "").value[9],
                std::exp(ratio.value.back() - ratio.value[9]), 1e-10);
    const double grown = depth * (point.step.square + 0.3);
    EXPECT_NEAR(curve(prediction, "gram_diagonal", "").value.back(), 1 + grown, 1e-11);
  }
}

// The sheet's simulation: mu after 30 blocks is 12.24 +- 0.06 for relu, as 1 + 30 mu*.
TEST(BatchNormResidual, StatesGrowLinearly) {
  BatchLayer layer(batch_law("relu", 8));
  const Prediction prediction{{}, batch_norm_residual_curves(layer, {1, 0}, {1, 0}, 30)};
  const double mu = curve(prediction, "gram_diagonal", "").value.back() -
                    curve(prediction, "gram_off_diagonal", "").value.back();
  EXPECT_TRUE(as_printed(mu, "12.25"));
}

}  // namespace
}  // namespace widefield::test
