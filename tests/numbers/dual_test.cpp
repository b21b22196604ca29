#include <gtest/gtest.h>

#include <cmath>

#include "widefield/activation.hpp"
#include "widefield/activation/catalog.hpp"

namespace widefield {
namespace {

/// A function that meets every operator: f(x, y) = sqrt(x y + 2) / (x - 3 y) + x y^2.
template <class S>
S tangle(S x, S y) {
  S sum = sqrt(x * y + S(2.0)) / (x - S(3.0) * y);
  sum += x * y * y;
  return sum;
}

// Central differences of a smooth function have an error of order step^2 plus rounding / step.
constexpr double step = 1e-5, tolerance = 1e-8;

TEST(Dual, DerivativesAreThoseOfFiniteDifferences) {
  const double x = 1.3, y = 0.8;
  const auto f = tangle(variable<2>(x, 0), variable<2>(y, 1));
  EXPECT_DOUBLE_EQ(f.value, tangle(x, y));
  EXPECT_NEAR(f.derivative[0], (tangle(x + step, y) - tangle(x - step, y)) / (2 * step), tolerance);
  EXPECT_NEAR(f.derivative[1], (tangle(x, y + step) - tangle(x, y - step)) / (2 * step), tolerance);
}

TEST(Dual, OfADualGivesSecondDerivatives) {
  const double x = 1.3, y = 0.8;
  using D = Dual<double, 1>;
  const auto f = tangle(variable<1>(variable<1>(x)), Dual<D, 1>(D(y)));
  const auto slope = [&](double at) { return tangle(variable<1>(at), D(y)).derivative[0]; };
  EXPECT_NEAR(f.derivative[0].derivative[0], (slope(x + step) - slope(x - step)) / (2 * step),
              tolerance);
}

TEST(Dual, ActivationsFollowTheChainRule) {
  for (const ActivationInfo& info : activations()) {
    const Activation phi = activation(info.name, 0.125, 1.5);
    for (const double h : {-0.7, 0.45}) {
      const Jet<double> at = jet(phi, h);
      Dual<double, 2> x(h);
      x.derivative[0] = 2, x.derivative[1] = -3;
      const auto y = value(phi, x);
      EXPECT_EQ(y.derivative[0], 2 * at.first) << info.name;
      EXPECT_EQ(y.derivative[1], -3 * at.first) << info.name;
      const auto twice = value(phi, variable<1>(variable<1>(h)));
      EXPECT_EQ(twice.derivative[0].derivative[0], at.second) << info.name;
    }
  }
}

// For tiny steps the truth is the gradient, found by duals.
TEST(Diff, OperatorsKeepTheDigitsOfTinyDifferences) {
  const double x = 1.3, y = 0.8, dx = 1e-25, dy = -2e-25;
  const auto gradient = tangle(variable<2>(x, 0), variable<2>(y, 1));
  const double truth = gradient.derivative[0] * dx + gradient.derivative[1] * dy;
  const auto f = tangle(Diff<double>(x, dx), Diff<double>(y, dy));
  EXPECT_NEAR(f.difference, truth, 1e-14 * std::abs(truth));
}

// For large steps it is a subtraction.
TEST(Diff, OperatorsAreRightForLargeDifferences) {
  const double x = 1.3, y = 0.8, dx = 0.25, dy = -0.5;
  const auto f = tangle(Diff<double>(x, dx), Diff<double>(y, dy));
  EXPECT_NEAR(f.difference, tangle(x + dx, y + dy) - tangle(x, y), 1e-14);
  EXPECT_NEAR(f.other(), tangle(x + dx, y + dy), 1e-14);
}

TEST(Diff, ActivationsMoveByTheirDifference) {
  const Activation phi = activation("mish");
  const auto y = value(phi, Diff<double>(0.4, 1e-20));
  EXPECT_EQ(y.value, value(phi, 0.4));
  EXPECT_EQ(y.difference, difference(phi, 0.4, 1e-20));
}

}  // namespace
}  // namespace widefield
