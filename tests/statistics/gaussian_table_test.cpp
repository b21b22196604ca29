#include "host/gaussian/gaussian_table.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "host/gaussian/two_point.hpp"
#include "widefield/activation.hpp"
#include "widefield/activation/catalog.hpp"

namespace widefield {
namespace {

using std::numbers::pi;

Network network_of(const std::string& activation) {
  Network network;
  network.activation = activation;
  return network;
}

/// Independent of the code under test: <f(u) g(v)> by a brute sum over u and v given u, on a fine
/// uniform grid with the midpoint rule, whose error at a kink is O(step^2).
template <class F>
double brute_pair(double q_a, double q_b, double q_ab, double step, F f) {
  const double c = q_ab / std::sqrt(q_a * q_b), s = std::sqrt(1 - c * c);
  double sum = 0;
  for (double z = -9 + step / 2; z < 9; z += step)
    for (double w = -9 + step / 2; w < 9; w += step)
      sum += std::exp(-0.5 * (z * z + w * w)) *
             f(std::sqrt(q_a) * z, std::sqrt(q_b) * (c * z + s * w));
  return sum * step * step / (2 * pi);
}

double signal(const Network& network, double h) {
  return value_and_slope(
             activation(network.activation, network.activation_slope, network.activation_power), h)
      .value;
}

TEST(GaussianTable, AveragesAreTheClosedForms) {
  const GaussianTable erf(network_of("erf")), relu(network_of("relu")), sine(network_of("sin"));
  for (const double q : {1e-3, 0.3, 1.0, 7.7, 60.0}) {
    const auto e = erf.at(q).average, r = relu.at(q).average, s = sine.at(q).average;
    EXPECT_NEAR(e[f2] / (2 / pi * std::asin(2 * q / (1 + 2 * q))), 1, 1e-11) << q;
    EXPECT_NEAR(e[g2] / (4 / pi / std::sqrt(1 + 4 * q)), 1, 1e-11) << q;
    EXPECT_NEAR(r[f2] / (q / 2), 1, 1e-11) << q;
    EXPECT_NEAR(r[f4] / (1.5 * q * q), 1, 1e-11) << q;
    EXPECT_NEAR(r[f8] / (52.5 * q * q * q * q), 1, 1e-11) << q;
    EXPECT_NEAR(r[f1] / std::sqrt(q / (2 * pi)), 1, 1e-11) << q;
    EXPECT_NEAR(r[g4h4] / (1.5 * q * q), 1, 1e-11) << q;
    EXPECT_NEAR(s[f2] / (-std::expm1(-2 * q) / 2), 1, 1e-11) << q;
    EXPECT_NEAR(s[fgh], q * std::exp(-2 * q), 1e-11) << q;
  }
}

/// E max(h, 0)^p = 2^(p/2 - 1) Gamma((p + 1)/2) / sqrt(pi) q^(p/2), p > -1. For alpha = 0.8 the
/// mean of phi'^4 integrates h^(-0.8) up to 0.
TEST(GaussianTable, AveragesOfPowersAreTheClosedForms) {
  const auto moment = [](double p, double q) {
    return std::pow(2, p / 2 - 1) * std::tgamma((p + 1) / 2) / std::sqrt(pi) * std::pow(q, p / 2);
  };
  for (const double power : {0.8, 1.25}) {
    Network network = network_of("alpha_relu");
    network.activation_power = power;
    const GaussianTable table(network);
    for (const double q : {0.3, 7.7}) {
      const auto a = table.at(q).average;
      const double slope = std::pow(power, 4), p = 4 * (power - 1);
      EXPECT_NEAR(a[f2] / moment(2 * power, q), 1, 1e-11) << power;
      EXPECT_NEAR(a[g4] / (slope * moment(p, q)), 1, 1e-11) << power;
      EXPECT_NEAR(a[g4h2] / (slope * moment(p + 2, q)), 1, 1e-11) << power;
    }
  }
}

TEST(GaussianTable, InterpolationIsTheQuadratureItself) {
  for (const std::string name : {"tanh", "gelu", "selu", "hard_tanh"}) {
    const GaussianTable table(network_of(name));
    for (const double q : {0.013, 0.77, 5.3, 31.0}) {
      const Marginal direct = table.direct(q), interpolated = table.at(q);
      for (int k = 0; k < average_count; ++k)
        EXPECT_NEAR(interpolated.average[k], direct.average[k],
                    1e-10 * std::abs(direct.average[k]) + 1e-15)
            << name << " " << q << " " << k;
    }
  }
}

TEST(GaussianTable, HermiteCoefficientsAddUpToTheMeanSquare) {
  for (const double q : {0.1, 1.0, 12.0}) {
    const Marginal tanh = GaussianTable(network_of("tanh")).at(q);
    double sum = 0, fourth = 0;
    for (const double a : tanh.hermite)
      sum += a * a;
    for (const double a : tanh.hermite_square)
      fourth += a * a;
    EXPECT_NEAR(sum / tanh.average[f2], 1, 1e-7) << q;
    EXPECT_NEAR(fourth / tanh.average[f4], 1, 1e-7) << q;
  }
}

TEST(TwoPoint, ArcCosine) {
  for (double x = -1; x <= 1; x += 1e-3)
    EXPECT_NEAR(arccosine(x), std::acos(x), 4e-15) << x;
  for (double x = -30; x <= 30; x += 0.37)
    EXPECT_NEAR(arctangent(x), std::atan(x), 1e-15);
}

TEST(TwoPoint, ProductsAreTheIntegrals) {
  struct Case {
    std::string name;
    double accuracy, accuracy_square;
  };
  // Smooth activations to the accuracy of the series, kinked ones to that of the midpoint rule.
  const Case cases[] = {{"tanh", 1e-10, 1e-10}, {"erf", 1e-10, 1e-10}, {"sin", 1e-10, 1e-10},
                        {"gelu", 1e-10, 1e-9},  {"relu", 2e-4, 2e-4},  {"leaky_relu", 2e-4, 2e-4},
                        {"selu", 2e-4, 2e-4},   {"elu", 2e-4, 2e-4},   {"hard_tanh", 2e-4, 2e-4}};
  const double laws[][3] = {{0.6, 0.9, 0.3}, {1.7, 1.2, 1.3}, {1.0, 1.0, -0.7}};
  for (const Case& one : cases) {
    const Network network = network_of(one.name);
    const GaussianTable table(network);
    for (const auto& [q_a, q_b, q_ab] : laws) {
      const Marginal a = table.at(q_a), b = table.at(q_b);
      const auto f = [&](double u, double v) { return signal(network, u) * signal(network, v); };
      const auto square = [&](double u, double v) { return f(u, v) * f(u, v); };
      const double scale = std::sqrt(a.average[f2] * b.average[f2]);
      const double scale_square = std::sqrt(a.average[f4] * b.average[f4]);
      EXPECT_NEAR(mean_product(network, a, b, q_ab), brute_pair(q_a, q_b, q_ab, 0.05, f),
                  one.accuracy * scale)
          << one.name << " " << q_ab;
      EXPECT_NEAR(mean_square_product(network, a, b, q_ab),
                  brute_pair(q_a, q_b, q_ab, 0.05, square), one.accuracy_square * scale_square)
          << one.name << " " << q_ab;
    }
  }
}

TEST(TwoPoint, EqualInputsAreOneInput) {
  // c = 1 is where series of kinked functions converge worst.
  for (const std::string name :
       {"tanh", "relu", "leaky_relu", "hard_tanh", "elu", "selu", "gelu"}) {
    const Network network = network_of(name);
    const GaussianTable table(network);
    for (const double q : {0.2, 1.0, 6.0}) {
      const Marginal a = table.at(q);
      const double accuracy = name == "selu" || name == "hard_tanh" ? 3e-7 : 1e-9;
      EXPECT_NEAR(mean_product(network, a, a, q) / a.average[f2], 1, accuracy) << name << q;
      EXPECT_NEAR(mean_square_product(network, a, a, q) / a.average[f4], 1, 1e-4) << name << q;
    }
  }
}

TEST(TwoPoint, SeriesOfAKinkedFunctionIsItsClosedForm) {
  // alpha_relu with power 1 is ReLU, and takes the series.
  Network series = network_of("alpha_relu");
  series.activation_power = 1;
  const Network relu = network_of("relu");
  const GaussianTable table(series);
  const Marginal a = table.at(0.8), b = table.at(1.1);
  for (const double c : {-0.999, -0.8, -0.3, 0.2, 0.9, 0.99, 0.999, 0.99999}) {
    const double q_ab = c * std::sqrt(0.8 * 1.1);
    EXPECT_NEAR(mean_product(series, a, b, q_ab), mean_product(relu, a, b, q_ab), 1e-7) << c;
    EXPECT_NEAR(mean_square_product(series, a, b, q_ab), mean_square_product(relu, a, b, q_ab),
                1e-7)
        << c;
  }
}

}  // namespace
}  // namespace widefield
