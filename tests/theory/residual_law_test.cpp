#include <gtest/gtest.h>

#include <random>

#include "host/architecture/residual/input.hpp"
#include "tests/theory/residual_setting.hpp"
#include "widefield/exact_law.hpp"

namespace widefield::test {
namespace {

Experiment relu(int depth) {
  return residual_experiment("relu", depth, {1, 1, .2, .1});
}

double deviation(Experiment experiment, int width, int hidden) {
  experiment.network.residual.hidden_width = hidden;
  return std::sqrt(residual_norm_moments(experiment.network, 1, width).back().variance());
}

TEST(ResidualLaw, MomentsAsInTheSheet) {
  const Experiment experiment = relu(20);
  EXPECT_TRUE(
      as_printed(residual_norm_moments(experiment.network, 1, 64).back().mean, "4654.95942211"));
  EXPECT_TRUE(as_printed(deviation(experiment, 64, 0), "3756.55649184"));
  EXPECT_TRUE(as_printed(deviation(experiment, 256, 0), "1701.86164194"));
  EXPECT_TRUE(as_printed(deviation(experiment, 1024, 0), "830.942057779"));
  EXPECT_TRUE(as_printed(deviation(experiment, 1024, 256), "1183.01865795"));
}

// To first order in 1/N the exact law and linear noise are one, with a width that changes, a hidden
// width of its own and variances that decay.
TEST(ResidualLaw, LinearNoiseIsItsFirstOrder) {
  for (const char* activation : {"relu", "leaky_relu", "linear"}) {
    Experiment experiment = residual_experiment(activation, 8, {1.2, .7, .2, .1});
    Network& network = experiment.network;
    network.width = {1'000'000'000'000};
    network.residual.hidden_width = 500'000'000'000;
    network.residual.branch_variance_exponent = 0.3, network.residual.bias_variance_exponent = 0.2;
    network.residual.width_schedule = {{3, 0.5}, {6, 0.25}};
    const Prediction prediction = predict(experiment);
    const Curve& norm = curve(prediction, "state_norm", "0");
    const auto exact = residual_norm_moments(network, 1, network.width[0]);
    for (std::size_t l = 0; l < 8; ++l) {
      EXPECT_NEAR(norm.value[l], exact[l].mean, 1e-12 * exact[l].mean);
      EXPECT_NEAR(norm.bias[l], 0, 1e-12);
      EXPECT_NEAR(exact[l].variance() * 1e12 / norm.variance[l], 1, 5e-3) << activation << l;
    }
  }
}

// Scalar recursions with 25 digits (make_residual_reference.py).
TEST(ResidualLaw, OrderOneOverN) {
  for (const TableRow& row : read_table("residual_noise.csv")) {
    SCOPED_TRACE(describe(row));
    const Experiment experiment =
        residual_experiment("tanh", 30,
                            {number(row, "weight"), number(row, "branch"), number(row, "bias"),
                             number(row, "branch_bias")});
    const auto l = static_cast<std::size_t>(number(row, "layer")) - 1;
    const Prediction prediction = predict(experiment);
    const Curve& norm = curve(prediction, "state_norm", "0");
    EXPECT_NEAR(norm.value[l], number(row, "value"), 1e-12 * norm.value[l]);
    EXPECT_NEAR(norm.bias[l], number(row, "bias_over_n"), 1e-10);
    EXPECT_NEAR(norm.variance[l], number(row, "variance_over_n"), 1e-10 * norm.variance[l]);
  }
}

// The sheet's numbers at 30 layers. Its biases at N = M, -.06976112 and -.01744028, are off in the
// sixth digit: residual_noise.csv gives -4.46470592 / N.
TEST(ResidualLaw, OrderOneOverNAsInTheSheet) {
  struct Row {
    int width, hidden;
    const char *bias, *deviation;
  };
  for (const Row& row :
       {Row{64, 64, "-0.069761", "9.78311952"}, Row{256, 256, "-0.017440", "4.89155976"},
        Row{1024, 256, "-0.00445230", "2.44923654"}}) {
    Experiment experiment = residual_experiment("tanh", 30, {1.69, 1.5, .49, .5});
    experiment.network.width = {row.width};
    experiment.network.residual.hidden_width = row.hidden;
    const Prediction prediction = predict(experiment);
    const Curve& norm = curve(prediction, "state_norm", "0");
    EXPECT_TRUE(as_printed(norm.bias.back() / row.width, row.bias));
    EXPECT_TRUE(as_printed(std::sqrt(norm.variance.back() / row.width), row.deviation));
  }
}

// Lengths up to 10^4, where sigmoidal activations are nearly steps.
TEST(ResidualLaw, AveragesOfLongInputs) {
  const Nonlinearity tanh = nonlinearity("tanh");
  for (const TableRow& row : read_table("long_inputs.csv")) {
    SCOPED_TRACE(describe(row));
    const double q = number(row, "q"), distance = 1 - number(row, "c");
    EXPECT_NEAR(square(tanh, q), number(row, "square"), 1e-14);
    EXPECT_NEAR(slope_square(tanh, q) / number(row, "slope_square"), 1, 1e-14);
    EXPECT_NEAR(product(tanh, {q, q, distance}), number(row, "product"), 5e-14);
    const double difference = difference_square(tanh, {q, q, distance});
    EXPECT_NEAR(difference / 2, number(row, "square") - number(row, "product"), 5e-14);
  }
}

// The noise of back-propagation alone, per block: the sheet's formula at order 1/N.
std::vector<double> backward_noise(const Experiment& experiment) {
  const ResidualSetting setting = residual_setting(experiment);
  std::vector<double> terms;
  ResidualState state{1, 0};
  for (const ResidualBlock& block : setting.blocks) {
    const double s = branch_gain(setting.phi, block, state), q = field_length(block, state);
    const double fourth = slope_moment(setting.phi, q, 2), slope = slope_square(setting.phi, q);
    const double gain = block.variances.branch * block.variances.weight;
    const double hidden = gain * gain * (3 * fourth - slope * slope) / block.hidden;
    terms.push_back((4 * s + 2 * s * s + hidden) / ((1 + s) * (1 + s)));
    state = next_state(setting.phi, block, state);
  }
  return terms;
}

// Relative variance times N of |g_1|^2 / |g_L|^2.
double gradient_variance(Experiment experiment) {
  experiment.inputs.count = 1;
  const Prediction prediction = predict(experiment);
  const Curve& norm = curve(prediction, "gradient_norm", "");
  return norm.variance[0] / (norm.value[0] * norm.value[0]);
}

// relu without noise from <phi'^2>, which does not depend on q. Each of its blocks is alike; tanh
// blocks are those above layer 1. Sheet 1.6: tanh, L = 10 at N = 64 has 22.3.
TEST(ResidualLaw, GradientVarianceAsInTheSheet) {
  const Experiment relu = residual_experiment("relu", 11, {1, 1, .2, .1});
  EXPECT_NEAR(gradient_variance(relu), 10 * backward_noise(relu)[0], 1e-10);
  const Experiment tanh = residual_experiment("tanh", 10, {1.69, 1.5, .49, .5});
  double product = 1, sum = 0;
  for (const double term : backward_noise(tanh))
    product *= 1 + term / 64, sum += term;
  EXPECT_TRUE(as_printed(64 * (product - 1), "22.3"));
  EXPECT_GT(gradient_variance(tanh), sum - backward_noise(tanh)[0]);
}

TEST(ResidualLaw, OtherBlocksHaveNone) {
  Experiment experiment = residual_experiment("tanh", 3, {1, 1, 0, 0});
  EXPECT_THROW(residual_norm_moments(experiment.network, 1, 8), std::invalid_argument);
  experiment.network.activation = "relu";
  EXPECT_NO_THROW(residual_norm_moments(experiment.network, 1, 8));
  experiment.network.architecture = "reduced_residual";
  EXPECT_THROW(residual_norm_moments(experiment.network, 1, 8), std::invalid_argument);
}

// The Markov chain of the norm with matrices in place of its law: E p and E p^2 of relu blocks with
// N = 6, M = 4 and a projection. Null: the exact moments; rejected beyond 4.5 standard errors (7e-6
// each). An error of 3 % in p or of 7 % in p^2 would be seen.
TEST(ResidualLaw, HoldsForMatrices) {
  Experiment experiment = relu(3);
  Network& network = experiment.network;
  network.width = {6}, network.residual.hidden_width = 4,
  network.residual.width_schedule = {{2, 0.5}};
  constexpr int networks = 40000;
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal;
  const auto exact = residual_norm_moments(network, 1, 6).back();
  double sum[4] = {};
  for (int n = 0; n < networks; ++n) {
    std::vector<double> x(6, 1.0);
    for (int l = 1; l <= 3; ++l) {
      const BlockVariances v = block_variances(network, l);
      const auto rows = static_cast<std::size_t>(state_width(network, 6, l));
      std::vector<double> phi(4), next(rows, 0.0);
      for (double& each : phi) {
        double h = std::sqrt(v.bias) * normal(random);
        for (const double from : x)
          h += std::sqrt(v.weight / x.size()) * normal(random) * from;
        each = std::max(h, 0.0);
      }
      for (std::size_t i = 0; i < rows; ++i) {
        if (!projects(network, l)) next[i] = x[i];
        if (projects(network, l))
          for (const double from : x)
            next[i] += normal(random) / std::sqrt(x.size()) * from;
        for (const double from : phi)
          next[i] += std::sqrt(v.branch / 4) * normal(random) * from;
        next[i] += std::sqrt(v.branch_bias) * normal(random);
      }
      x = next;
    }
    double p = 0;
    for (const double each : x)
      p += each * each / x.size();
    sum[0] += p, sum[1] += p * p, sum[2] += p * p * p * p;
  }
  const double mean = sum[0] / networks, second = sum[1] / networks, fourth = sum[2] / networks;
  EXPECT_NEAR(mean, exact.mean, 4.5 * std::sqrt((second - mean * mean) / networks));
  EXPECT_NEAR(second, exact.second, 4.5 * std::sqrt((fourth - second * second) / networks));
}

}  // namespace
}  // namespace widefield::test
