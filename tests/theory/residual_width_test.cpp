#include <gtest/gtest.h>

#include "tests/theory/residual_setting.hpp"

namespace widefield::test {
namespace {

Experiment narrowing() {
  Experiment experiment = residual_experiment("tanh", 18, {1, 1, .1, .1});
  experiment.network.width = {128};
  experiment.network.residual.width_schedule = {{6, 0.5}, {12, 0.25}};
  return experiment;
}

// chi_l / chi_L, means over neurons of layers of different widths, from the total norms.
double per_neuron(const Experiment& experiment, const Prediction& prediction, int layer) {
  const Network& network = experiment.network;
  return value_at(prediction, "gradient_norm", layer) * width_fraction(network, network.depth) /
         width_fraction(network, layer);
}

// Sheet 2.5: sigma^2 = (1, 1, .1, .1), 128 -> 64 at 6 -> 32 at 12.
TEST(Width, GradientsPerNeuronAsInTheSheet) {
  const Experiment experiment = narrowing();
  const Prediction prediction = predict(experiment);
  EXPECT_TRUE(as_printed(per_neuron(experiment, prediction, 1), "6.670"));
  EXPECT_TRUE(as_printed(per_neuron(experiment, prediction, 6), "3.495"));
  EXPECT_TRUE(as_printed(per_neuron(experiment, prediction, 12), "2.342"));
  EXPECT_TRUE(as_printed(value_at(prediction, "state_norm", 18), "14.98"));
}

// Widths do not enter states nor total norms.
TEST(Width, ValuesDoNotDependOnTheSchedule) {
  Experiment experiment = narrowing();
  const Prediction narrow = predict(experiment);
  experiment.network.residual.width_schedule.clear();
  const Prediction wide = predict(experiment);
  for (const char* observable : {"state_norm", "length_map", "state_correlation",
                                 "metric_expressivity", "gradient_norm", "log_gradient_ratio"})
    for (int l = 1; l <= 18; ++l)
      EXPECT_EQ(value_at(narrow, observable, l), value_at(wide, observable, l)) << observable;
}

// ... but the noise does: narrow layers vary more.
TEST(Width, NarrowLayersAreNoisier) {
  Experiment experiment = narrowing();
  const Prediction narrow = predict(experiment);
  experiment.network.residual.width_schedule.clear();
  const Prediction wide = predict(experiment);
  const Curve &one = curve(narrow, "state_norm", "0"), &other = curve(wide, "state_norm", "0");
  for (std::size_t l = 0; l < 5; ++l)
    EXPECT_EQ(one.variance[l], other.variance[l]);
  for (std::size_t l = 5; l < 18; ++l)
    EXPECT_GT(one.variance[l], 1.2 * other.variance[l]);
}

// 100 layers of all-unit tanh blocks, halved at m^2 for m = 4..9 [yang2018, fig. 1]: from layer 16
// on chi per neuron is a saw whose teeth are the halvings, while the total norm falls 90-fold.
TEST(Width, HalvingAtSquaresKeepsGradientsFlat) {
  Experiment experiment = residual_experiment("tanh", 100, {1, 1, 1, 1});
  experiment.inputs.count = 1;
  double fraction = 1;
  for (int m = 4; m <= 9; ++m)
    experiment.network.residual.width_schedule.push_back({double(m * m), fraction *= 0.5});
  const Prediction prediction = predict(experiment);
  EXPECT_GT(value_at(prediction, "gradient_norm", 16), 90);
  for (int l = 16; l <= 100; ++l) {
    const double chi = per_neuron(experiment, prediction, l);
    EXPECT_GT(chi, 0.99) << l;
    EXPECT_LT(chi, 3) << l;
  }
}

// Sheet 2.5: variances that decay, 20 layers; sigma^2 = (2, 1, .5, .5).
TEST(Width, DecayingVariancesAsInTheSheet) {
  struct Row {
    const char* activation;
    std::array<double, 4> beta;  // w, v, b, a
    const char *norm, *chi;
  };
  for (const Row& row :
       {Row{"relu", {.5, .5, .5, .5}, "40.97", "3.5"}, Row{"relu", {1, 1, .5, 1}, "6.68", "1.1407"},
        Row{"tanh", {.2, .3, .2, .5}, "12.68", "3.893"}}) {
    Experiment experiment = residual_experiment(row.activation, 20, {2, 1, .5, .5});
    Network& network = experiment.network;
    network.residual.weight_variance_exponent = row.beta[0],
    network.residual.branch_variance_exponent = row.beta[1];
    network.residual.bias_variance_exponent = row.beta[2];
    network.residual.branch_bias_variance_exponent = row.beta[3];
    const Prediction prediction = predict(experiment);
    EXPECT_TRUE(as_printed(value_at(prediction, "state_norm", 20), row.norm));
    EXPECT_TRUE(as_printed(value_at(prediction, "gradient_norm", 5), row.chi));
  }
}

TEST(Width, FollowsTheSchedule) {
  Network network;
  network.residual.width_schedule = {{3, 0.5}, {7, 0.5}, {9, 2}};
  EXPECT_EQ(state_width(network, 64, 0), 64);
  EXPECT_EQ(state_width(network, 64, 2), 64);
  EXPECT_EQ(state_width(network, 64, 3), 32);
  EXPECT_EQ(state_width(network, 64, 9), 128);
  EXPECT_EQ(hidden_width(network, 64, 4), 32);
  network.residual.hidden_width = 5;
  EXPECT_EQ(hidden_width(network, 64, 4), 5);
  EXPECT_TRUE(projects(network, 3));
  EXPECT_FALSE(projects(network, 4));
  EXPECT_FALSE(projects(network, 7));
  EXPECT_TRUE(projects(network, 9));
}

TEST(Width, VariancesDecayFromTheFirstLayer) {
  Network network;
  network.weight_variance = 1.3, network.residual.weight_variance_exponent = 0.7;
  EXPECT_EQ(block_variances(network, 1).weight, 1.3);
  EXPECT_NEAR(block_variances(network, 9).weight, 1.3 * std::pow(9, -0.7), 1e-15);
  EXPECT_EQ(block_variances(network, 9).bias, network.bias_variance);
}

}  // namespace
}  // namespace widefield::test
