#include "widefield/universal.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>

#include "tests/spectrum/critical_erf.hpp"

namespace widefield {
namespace {

using Class = UniversalLimit::Class;

std::optional<UniversalLimit> limit_of(const JacobianEnsemble& ensemble) {
  return universal_limit(ensemble, jacobian_moments(ensemble));
}

/// Integral of lambda^power over the band by the trapezoid rule in ln lambda.
double integral(const JacobianDensity& d, int power) {
  double sum = 0;
  for (std::size_t i = 1; i < d.lambda.size(); ++i) {
    const auto f = [&](std::size_t k) { return d.density[k] * std::pow(d.lambda[k], power + 1); };
    sum += (f(i) + f(i - 1)) / 2 * std::log(d.lambda[i - 1] / d.lambda[i]);
  }
  return sum;
}

TEST(Universal, EdgesAreThePrintedOnes) {
  // [theory sheet A, section 5, verified]
  EXPECT_NEAR(universal_edge({Class::smooth, 0.25}), 2.4237626, 5e-8);
  EXPECT_NEAR(universal_edge({Class::smooth, 1}), 4.857178136, 5e-10);
  EXPECT_NEAR(universal_edge({Class::smooth, 4}), 13.34543393, 5e-9);
  for (const double variance : {0.3, 1.0, 2.0})
    EXPECT_NEAR(universal_edge({Class::bernoulli, variance}), std::numbers::e * variance, 1e-12);
  for (const double variance : {0.25, 1.0, 4.0}) {
    const double s = std::sqrt(variance), root = std::sqrt(variance + 4);
    EXPECT_NEAR(universal_edge({Class::smooth, variance}) /
                    (std::pow((s + root) / 2, 2) * std::exp(s * (root - s) / 2)),
                1, 1e-12);
  }
}

/// Mass, mean and second moment of the band with its atom.
std::array<double, 3> moments_of(const UniversalLimit& limit, double lowest) {
  const JacobianDensity density = universal_density(limit, lowest);
  const PointMass atom = universal_atom(limit).value_or(PointMass{});
  std::array<double, 3> moments;
  for (int power = 0; power < 3; ++power)
    moments[power] = integral(density, power) + atom.mass * std::pow(atom.position, power);
  return moments;
}

TEST(Universal, MassMeanAndVarianceAreThoseOfTheLimit) {
  // The band of the smooth class ends above 1e-3; below lambda the other class has a mass of about
  // sigma_0^2 / |ln lambda|.
  const double log_lowest = 690;
  for (const double variance : {0.3, 2.0, 4.0}) {
    SCOPED_TRACE(variance);
    const auto smooth = moments_of({Class::smooth, variance}, 1e-3);
    const auto bernoulli = moments_of({Class::bernoulli, variance}, std::exp(-log_lowest));
    EXPECT_NEAR(smooth[0], 1, 1e-3);
    EXPECT_NEAR(bernoulli[0] + variance / log_lowest, 1, 1e-3);
    for (const auto& moments : {smooth, bernoulli}) {
      EXPECT_NEAR(moments[1], 1, 1e-3);
      EXPECT_NEAR(moments[2] / (1 + variance), 1, 1e-3);
    }
  }
}

TEST(Universal, BernoulliDensityIsThatOfLamberts) {
  // y = -W(-v / lambda) / v, m = y / (1 - y): scipy.special.lambertw at v = 2, lambda = 4, 1, 0.1.
  const double lambda[] = {4, 1, 0.1}, expected[] = {0.05986325699, 0.1416447083, 0.7073396186};
  const JacobianDensity density = universal_density({Class::bernoulli, 2}, 1e-3);
  for (int k = 0; k < 3; ++k) {
    std::size_t i = 0;
    while (density.lambda[i + 1] > lambda[k])
      ++i;
    const double share = std::log(density.lambda[i] / lambda[k]) /
                         std::log(density.lambda[i] / density.lambda[i + 1]);
    const double value = std::exp((1 - share) * std::log(density.density[i]) +
                                  share * std::log(density.density[i + 1]));
    EXPECT_NEAR(value / expected[k], 1, 1e-3) << lambda[k];
  }
}

TEST(Universal, DeepNetworksComeCloseToTheDensity) {
  // erf_unit at L = 10^4 and sigma_0^2 = 1: the edge has come to 4.8065 of 4.8572, the density in
  // the middle of the band to 3 %.
  const JacobianEnsemble ensemble = critical_erf(10000);
  const auto limit = limit_of(ensemble);
  ASSERT_TRUE(limit.has_value());
  EXPECT_EQ(limit->of, Class::smooth);
  EXPECT_NEAR(limit->variance, 1, 1e-6);
  EXPECT_NEAR(jacobian_moments(ensemble).edge, 4.8065, 1e-4);
  const JacobianDensity universal = universal_density(*limit, 0.2);
  std::vector<double> middle, expected;
  for (std::size_t i = 0; i < universal.lambda.size(); ++i)
    if (universal.lambda[i] < 3) {
      middle.push_back(universal.lambda[i]);
      expected.push_back(universal.density[i]);
    }
  const std::vector<double> density = jacobian_density(ensemble, middle);
  for (std::size_t i = 0; i < middle.size(); i += 40)
    EXPECT_NEAR(density[i] / expected[i], 1, 0.03) << middle[i];
}

TEST(Universal, OnlyWhereOneExists) {
  EXPECT_FALSE(limit_of({.activation = "tanh", .depth = 8}));  // Gaussian weights
  EXPECT_FALSE(limit_of({.activation = "relu", .orthogonal = true, .depth = 8}));
  EXPECT_FALSE(limit_of({.activation = "linear", .orthogonal = true, .depth = 8}));
  const auto kinked = limit_of({.activation = "hard_tanh", .orthogonal = true, .depth = 8});
  ASSERT_TRUE(kinked.has_value());
  EXPECT_EQ(kinked->of, Class::bernoulli);
}

}  // namespace
}  // namespace widefield
