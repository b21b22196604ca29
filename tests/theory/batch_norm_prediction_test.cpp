#include <gtest/gtest.h>

#include "tests/theory/batch_norm_expect.hpp"

// predict() of the architectures batch_norm and batch_norm_residual.
namespace widefield::test {
namespace {

Experiment batch_norm(const std::string& activation, int batch) {
  Experiment experiment;
  experiment.network.architecture = "batch_norm";
  experiment.network.activation = activation;
  experiment.network.batch_norm.batch = batch;
  experiment.network.depth = 6;
  experiment.inputs.correlation = 0;
  return experiment;
}

bool has_curve(const Prediction& prediction, const std::string& observable) {
  for (const Curve& each : prediction.curves)
    if (each.observable == observable) return true;
  return false;
}

TEST(BatchNormPrediction, HasEveryNameOfTheInterface) {
  const Prediction prediction = predict(batch_norm("tanh", 8));
  for (const char* name :
       {"q_star", "c_star", "forward_rate_L", "forward_rate_M", "cross_batch_rate", "gradient_rate",
        "gradient_rate_L", "gradient_rate_M", "critical_epsilon", "xi_gradient"})
    EXPECT_TRUE(std::isfinite(number(prediction, name))) << name;
  EXPECT_TRUE(std::get<bool>(scalar(prediction, "stable").value));
  EXPECT_TRUE(as_printed_batch(number(prediction, "gradient_rate"), "1.3585481254"));
  // One definition everywhere: -1/ln of the rate, negative where gradients grow.
  EXPECT_NEAR(number(prediction, "xi_gradient"), -1 / std::log(1.3585481254), 1e-8);
  for (const char* name :
       {"gram_diagonal", "gram_off_diagonal", "gradient_norm", "log_gradient_ratio"})
    EXPECT_EQ(curve(prediction, name, "").value.size(), 6u) << name;
  EXPECT_FALSE(has_curve(prediction, "gram_cross_batch"));
}

// From the first layer on the signals are at the fixed point, whatever the variances.
TEST(BatchNormPrediction, GramMatricesAreTheFixedPointAtOnce) {
  Experiment experiment = batch_norm("relu", 8);
  experiment.inputs.correlation = 0.3;
  experiment.network.weight_variance = 5;
  const Prediction prediction = predict(experiment);
  for (int l = 0; l < 6; ++l) {
    EXPECT_NEAR(curve(prediction, "gram_diagonal", "").value[l], 0.5, 1e-13);
    EXPECT_NEAR(curve(prediction, "gram_off_diagonal", "").value[l], 0.125067466431, 1e-12);
  }
}

// N Var as simulated: 0.0110 and 0.0063 for relu (6,400 networks, N = 1024, standard error 1.8 %),
// 0.003 for tanh (sheet, section 3.7).
TEST(BatchNormPrediction, MeanSquaresFluctuateAsSimulated) {
  const auto variance = [](const std::string& activation, int batch) {
    const Prediction prediction = predict(batch_norm(activation, batch));
    return curve(prediction, "gram_diagonal", "").variance.at(3);
  };
  EXPECT_NEAR(variance("relu", 8), 0.011, 0.0005);
  EXPECT_NEAR(variance("relu", 16), 0.0063, 0.0003);
  EXPECT_NEAR(variance("tanh", 8), 0.003, 0.0005);
  EXPECT_NEAR(variance("linear", 8), 0, 1e-14);  // sum y^2 = B
}

// One factor lambda_G per normalisation; the first divides by the mu of the inputs.
TEST(BatchNormPrediction, TheFirstLayerHasItsOwnFactor) {
  Experiment experiment = batch_norm("relu", 8);
  experiment.inputs.squared_norm = 2;
  experiment.inputs.correlation = 0.25;
  const Prediction prediction = predict(experiment);
  const Curve& norm = curve(prediction, "gradient_norm", "");
  const double rate = number(prediction, "gradient_rate");
  for (int l = 2; l <= 6; ++l)
    EXPECT_NEAR(norm.value[l - 1], std::pow(rate, 6 - l), 1e-10);
  const double mu = 0.5 - 0.125067466431;
  EXPECT_NEAR(norm.value[0], std::pow(rate, 5) * mu / 1.5, 1e-9);
  const Curve& ratio = curve(prediction, "log_gradient_ratio", "");
  for (int l = 1; l <= 6; ++l)
    EXPECT_NEAR(ratio.value[l - 1], std::log(norm.value[0] / norm.value[l - 1]), 1e-12);
}

// With an epsilon the way to the fixed point takes layers.
TEST(BatchNormPrediction, EpsilonMakesATransient) {
  Experiment experiment = batch_norm("tanh", 8);
  experiment.network.weight_variance = 1;
  experiment.network.batch_norm.epsilon = 0.5;
  experiment.network.depth = 60;
  const Prediction prediction = predict(experiment);
  const Curve& diagonal = curve(prediction, "gram_diagonal", "");
  EXPECT_GT(diagonal.value[0], diagonal.value[1] + 0.01);
  EXPECT_NEAR(diagonal.value[59], number(prediction, "q_star"), 1e-12);
  const Curve& norm = curve(prediction, "gradient_norm", "");
  EXPECT_NEAR(norm.value[55] / norm.value[56], number(prediction, "gradient_rate"), 1e-9);
  EXPECT_LT(norm.value[0] / norm.value[1], number(prediction, "gradient_rate"));
}

TEST(BatchNormPrediction, SmallBatchesHaveNoCurveOfGradients) {
  const std::map<int, std::string> moments = {
      {2, "zero"}, {3, "no mean"}, {4, "no variance"}, {5, "no variance"}, {6, "finite"}};
  for (const auto& [batch, text_of] : moments) {
    const Prediction prediction = predict(batch_norm("tanh", batch));
    EXPECT_EQ(text(prediction, "gradient_moments"), text_of);
    EXPECT_EQ(has_curve(prediction, "gradient_norm"), batch > 5) << batch;
    EXPECT_TRUE(has_curve(prediction, "gram_diagonal")) << batch;
  }
  Experiment bounded = batch_norm("tanh", 4);
  bounded.network.batch_norm.epsilon = 0.1;
  EXPECT_TRUE(has_curve(predict(bounded), "gradient_norm"));
  EXPECT_EQ(number(predict(batch_norm("tanh", 2)), "gradient_rate"), 0);
  EXPECT_TRUE(std::isinf(number(predict(batch_norm("tanh", 3)), "gradient_rate")));
  EXPECT_TRUE(std::isnan(number(predict(batch_norm("tanh", 3)), "gradient_rate_M")));
}

TEST(BatchNormPrediction, BrokenSymmetryHasNoRates) {
  const Prediction prediction = predict(batch_norm("gelu", 64));
  EXPECT_FALSE(std::get<bool>(scalar(prediction, "stable").value));
  EXPECT_TRUE(as_printed_batch(number(prediction, "forward_rate_L"), "1.0248890331"));
  for (const char* name :
       {"gradient_rate", "gradient_rate_L", "gradient_rate_M", "cross_batch_rate", "xi_gradient"})
    EXPECT_TRUE(std::isnan(number(prediction, name))) << name;
  EXPECT_FALSE(has_curve(prediction, "gradient_norm"));
  EXPECT_FALSE(has_curve(prediction, "log_gradient_ratio"));
  EXPECT_EQ(curve(prediction, "gram_diagonal", "").layer, std::vector{1});
  EXPECT_EQ(curve(prediction, "gram_off_diagonal", "").value.size(), 1u);
}

// Two of eight inputs are closer to each other than the others: no curve.
TEST(BatchNormPrediction, OnlySymmetricBatchesHaveCurves) {
  Experiment experiment = batch_norm("relu", 8);
  experiment.inputs.gram = std::vector(8, std::vector<double>(8, 0.2));
  for (int a = 0; a < 8; ++a)
    experiment.inputs.gram[a][a] = 1;
  EXPECT_FALSE(predict(experiment).curves.empty());
  experiment.inputs.gram[0][1] = experiment.inputs.gram[1][0] = 0.3;
  EXPECT_TRUE(predict(experiment).curves.empty());
  EXPECT_TRUE(as_printed_batch(number(predict(experiment), "gradient_rate"), "1.788189976659"));
}

TEST(BatchNormPrediction, ResidualBranchesTurnTheRateIntoAnExponent) {
  Experiment experiment = batch_norm("relu", 8);
  experiment.network.architecture = "batch_norm_residual";
  experiment.network.depth = 4000;
  const Prediction prediction = predict(experiment);
  const Curve& ratio = curve(prediction, "log_gradient_ratio", "");
  const double slope = (ratio.value[3999] - ratio.value[1999]) / std::log(2.0);
  EXPECT_NEAR(slope, number(prediction, "gradient_exponent"), 0.01);
  EXPECT_EQ(curve(prediction, "gradient_norm", "").value.back(), 1);
  EXPECT_EQ(ratio.layer.front(), 1);
}

}  // namespace
}  // namespace widefield::test
