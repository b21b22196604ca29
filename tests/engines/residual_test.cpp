// Residual networks against the exact laws of their norm at finite width.
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "support.hpp"

namespace widefield {
namespace {

Experiment residual(const std::string& activation, int depth) {
  Experiment e = mlp(activation, 1, 0.2, depth);
  e.network.architecture = "residual";
  e.network.residual.branch_variance = 1;
  e.network.residual.branch_bias_variance = 0.1;
  e.inputs.count = 1;
  e.measure.observables = {"state_norm"};
  return e;
}

/// Mean and second moment of p^l = |x^l|^2 / N for relu with N neurons and M hidden ones, exact at
/// every width. [theory sheet, section 1.6]
std::array<double, 2> relu_moments(const Network& n, int layers, double width, double hidden) {
  double m1 = 1, m2 = 1;
  const double w = n.weight_variance, b = n.bias_variance, v = n.residual.branch_variance;
  const double slope = v * w / 2, constant = v * b / 2 + n.residual.branch_bias_variance;
  for (int l = 0; l < layers; ++l) {
    const double pt = slope * m2 + constant * m1;
    const double tt = slope * slope * m2 + 2 * slope * constant * m1 + constant * constant;
    const double qq = w * w * m2 + 2 * w * b * m1 + b * b;
    m2 += 2 * pt * (1 + 2 / width) + (1 + 2 / width) * (tt + 5 * v * v / (4 * hidden) * qq);
    m1 += slope * m1 + constant;
  }
  return {m1, m2};
}

/// Null: the first two moments of p^l are the exact ones. 20000 networks know the second to 1 %.
TEST(Residual, TheReluNormHasItsExactMoments) {
  for (const int hidden : {0, 8}) {
    Experiment e = residual("relu", 4);
    e.network.residual.hidden_width = hidden;
    const Records records = simulate_records(e, 16, 20000);
    for (const int layer : {1, 4}) {
      const auto p = records.column("state_gram", layer, "0,0");
      std::vector<double> square;
      for (const double x : p)
        square.push_back(x * x);
      const auto exact = relu_moments(e.network, layer, 16, hidden == 0 ? 16 : hidden);
      const Summary first = summarise(p), second = summarise(square);
      EXPECT_LT(std::abs(z_score(first.mean, first.mean_error, exact[0])), largest_z) << hidden;
      EXPECT_LT(std::abs(z_score(second.mean, second.mean_error, exact[1])), largest_z) << hidden;
      // what it would see: a branch that forgets the factor 5/4M of its hidden neurons
      const auto wrong = relu_moments(e.network, layer, 16, 1e9);
      EXPECT_GT(std::abs(z_score(second.mean, second.mean_error, wrong[1])), largest_z) << hidden;
    }
  }
}

/// Variances that fall as l^-beta, and a projection of half the width: the mean keeps its
/// recursion.
TEST(Residual, DecayingVariancesAndProjectionsKeepTheMeanOfTheReluNorm) {
  Experiment e = residual("relu", 4);
  e.network.residual.weight_variance_exponent = 1;
  e.network.residual.branch_variance_exponent = 0.5;
  e.network.residual.width_schedule = {{2, 0.5}, {4, 0.25}};
  const Records records = simulate_records(e, 32, 20000);
  double p = 1;
  for (int l = 1; l <= 4; ++l) {
    const double w = 1.0 / l, v = 1 / std::sqrt(double(l));
    p += v * (w * p + 0.2) / 2 + 0.1;
    const Summary s = summarise(records.column("state_gram", l, "0,0"));
    EXPECT_LT(std::abs(z_score(s.mean, s.mean_error, p)), largest_z) << l;
  }
}

/// A linear network without biases doubles p and chi in every block of unit variances: for one
/// input chi_l is that of J^T g, whose mean is exact.
TEST(Residual, TheGradientOfALinearNetworkHasItsExactMean) {
  Experiment e = residual("linear", 5);
  e.network.bias_variance = e.network.residual.branch_bias_variance = 0;
  e.measure.observables = {"log_gradient_ratio", "gradient_norm"};
  const Records records = simulate_records(e, 24, 20000);
  for (int l = 1; l <= 5; ++l) {
    const Summary s = summarise(records.column("gradient_square", l, ""));
    EXPECT_LT(std::abs(s.mean - std::pow(2, 5 - l)), largest_z * s.mean_error + 1e-6) << l;
  }
  const Summary s = summarise(records.column("input_gradient", 5, ""));
  EXPECT_LT(std::abs(z_score(s.mean, s.mean_error, 32)), largest_z);
}

/// p^l of the tanh recurrences [theory sheet, section 1.4] at a width where 1/N is below the
/// errors.
TEST(Residual, TheNormFollowsTheRecurrence) {
  Experiment e = residual("tanh", 10);
  e.network.weight_variance = 1.69;
  e.network.bias_variance = 0.49;
  e.network.residual.branch_variance = 1.5;
  e.network.residual.branch_bias_variance = 0.5;
  const auto full = summarise(simulate_records(e, 4096, 64).column("state_gram", 10, "0,0"));
  EXPECT_LT(std::abs(z_score(full.mean, full.mean_error, 17.3386466509)), largest_z);
  e.network.architecture = "reduced_residual";
  const auto reduced = summarise(simulate_records(e, 4096, 64).column("state_gram", 10, "0,0"));
  EXPECT_LT(std::abs(z_score(reduced.mean, reduced.mean_error, 7.91430894806)), largest_z);
}

/// The distance of two states is that of their Gram matrix: up to the rounding of float32
/// differences where they are far apart, and to that of float64 sums where they are close.
TEST(Residual, ExpressivityIsHalfTheSquaredDistance) {
  Experiment e = residual("relu", 6);
  e.inputs.count = 2;
  e.measure.observables = {"metric_expressivity", "state_correlation"};
  for (const double correlation : {0.3, 1 - 1e-9}) {
    e.inputs.correlation = correlation;
    const Records records = simulate_records(e, 100, 3);
    const auto s = records.column("state_difference", 6, "0,1");
    const auto p = records.column("state_gram", 6, "0,0"),
               q = records.column("state_gram", 6, "1,1"),
               gamma = records.column("state_gram", 6, "0,1");
    for (int n = 0; n < 3; ++n) {
      EXPECT_NEAR(s[n], (p[n] + q[n]) / 2 - gamma[n], 1e-7 * s[n] + 1e-12 * p[n]);
      EXPECT_GT(s[n], 0);
    }
  }
}

}  // namespace
}  // namespace widefield
