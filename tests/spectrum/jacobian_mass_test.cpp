#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "widefield/error.hpp"
#include "widefield/jacobian.hpp"

namespace widefield {
namespace {

JacobianEnsemble linear(int depth, bool orthogonal) {
  JacobianEnsemble ensemble;
  ensemble.activation = "linear";
  ensemble.orthogonal = orthogonal;
  ensemble.depth = depth;
  return ensemble;
}

// lambda = 4 sin^2 t: F = (2 / pi) (t + sin t cos t), Marchenko and Pastur.
TEST(JacobianMass, OneGaussianMatrix) {
  const std::vector<double> lambda = {1e-4, 0.01, 0.3, 1, 2.5, 3.9, 4.5};
  const std::vector<double> mass = jacobian_mass_below(linear(1, false), lambda);
  for (std::size_t k = 0; k + 1 < lambda.size(); ++k) {
    const double t = std::asin(std::sqrt(lambda[k]) / 2);
    EXPECT_NEAR(mass[k], 2 / std::numbers::pi * (t + std::sin(t) * std::cos(t)), 1e-7) << lambda[k];
  }
  EXPECT_EQ(mass.back(), 1);
}

// Fuss-Catalan of order L in its parametric form: lambda = sin^{L+1}((L+1) p) / (sin p sin^L(L p)),
// and the mass below by the trapezoid rule over p from the density of that form.
TEST(JacobianMass, ProductsOfGaussianMatrices) {
  constexpr int depth = 3;
  const auto lambda_of = [](double p) {
    return std::pow(std::sin((depth + 1) * p), depth + 1) /
           (std::sin(p) * std::pow(std::sin(depth * p), depth));
  };
  const auto density = [](double p) {
    return std::pow(std::sin(p), 2) * std::pow(std::sin(depth * p), depth - 1) /
           (std::numbers::pi * std::pow(std::sin((depth + 1) * p), depth));
  };
  constexpr int steps = 400000;
  const double last = std::numbers::pi / (depth + 1);
  std::vector<double> lambda, expected;
  double above = 0;
  for (int i = 1; i < steps; ++i) {
    const double p = last * (i + 0.5) / steps, q = last * (i - 0.5) / steps;
    above += density(last * i / steps) * (lambda_of(q) - lambda_of(p));
    if (i % 80000 != 0) continue;
    lambda.insert(lambda.begin(), lambda_of(p));
    expected.insert(expected.begin(), 1 - above);
  }
  const std::vector<double> mass = jacobian_mass_below(linear(depth, false), lambda);
  for (std::size_t k = 0; k < lambda.size(); ++k)
    EXPECT_NEAR(mass[k], expected[k], 1e-6) << lambda[k];
}

TEST(JacobianMass, AnIsometryIsOneStep) {
  EXPECT_EQ(jacobian_mass_below(linear(20, true), {0.84, 1.19}), (std::vector<double>{0, 1}));
}

struct Tail {
  std::string activation;
  double q, weight_variance;
  bool orthogonal;
  int depth;
  double singular_value, mass_above;
};

// P(s > t) of sheet A, section 5 (f), whose theory was computed with other code; t has four digits.
TEST(JacobianMass, TailsOfTheSheet) {
  const double relu = 2, hard_tanh = 1.16554468964, tanh = 1.76095463961, erf = 1.68736140787;
  const Tail tails[] = {
      {"relu", 1, relu, true, 4, 2.771, .0200},
      {"relu", 1, relu, true, 4, 1.540, .1607},
      {"relu", 1, relu, true, 4, .462, .3292},
      {"relu", 1, relu, false, 4, 2.338, .0638},
      {"hard_tanh", 0.463863969432, hard_tanh, true, 8, 1.653, .1393},
      {"hard_tanh", 0.463863969432, hard_tanh, true, 8, .918, .4124},
      {"tanh", 0.570047881641, tanh, true, 8, 2.604, .0141},
      {"tanh", 0.570047881641, tanh, true, 8, .868, .3186},
      {"erf_unit", 0.587978367803, erf, true, 8, 1.943, .0855},
  };
  for (const Tail& tail : tails) {
    JacobianEnsemble ensemble;
    ensemble.activation = tail.activation;
    ensemble.q = tail.q;
    ensemble.weight_variance = tail.weight_variance;
    ensemble.orthogonal = tail.orthogonal;
    ensemble.depth = tail.depth;
    const double lambda = tail.singular_value * tail.singular_value;
    EXPECT_NEAR(1 - jacobian_mass_below(ensemble, {lambda})[0], tail.mass_above, 2e-4)
        << tail.singular_value;
  }
}

TEST(JacobianMass, RefusesAnAtomAboveABandOfOtherSlopes) {
  JacobianEnsemble ensemble;
  ensemble.activation = "leaky_relu";
  ensemble.activation_slope = 0.3;
  ensemble.orthogonal = true;
  ensemble.depth = 2;
  EXPECT_FALSE(has_jacobian_mass(ensemble));
  EXPECT_THROW(jacobian_mass_below(ensemble, {0.5}), InputError);
}

}  // namespace
}  // namespace widefield
