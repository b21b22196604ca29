#include "host/statistics/methods/normal.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace widefield {
namespace {

Matrix equicorrelated(std::size_t size, double rho) {
  Matrix matrix(size);
  for (std::size_t i = 0; i < size; ++i)
    for (std::size_t j = 0; j < size; ++j)
      matrix(i, j) = i == j ? 1 : rho;
  return matrix;
}

/// P(max |Z_j| > c) for equicorrelated Z_j = sqrt(rho) S + sqrt(1-rho) E_j: given the shared S the
/// components are independent. An integral over S by the trapezoid rule.
double equicorrelated_tail(int size, double rho, double c) {
  double inside = 0;
  constexpr double step = 1e-3;
  for (double s = -9; s <= 9; s += step) {
    const double shift = std::sqrt(rho) * s, scale = std::sqrt(1 - rho);
    const double one = normal_tail((-c - shift) / scale) - normal_tail((c - shift) / scale);
    inside += step * std::exp(-s * s / 2) / std::sqrt(2 * std::numbers::pi) * std::pow(one, size);
  }
  return 1 - inside;
}

TEST(Normal, QuantileIsTheInverseOfTheTail) {
  for (const double p : {0.5, 0.1, 1e-3, 1e-9, 1e-100})
    EXPECT_NEAR(normal_tail(normal_quantile(p)) / p, 1, 1e-12);
  EXPECT_NEAR(normal_quantile(0.025), 1.959963984540054, 1e-14);
}

TEST(Normal, StudentBecomesNormal) {
  EXPECT_NEAR(normal_equivalent(2.2281388519649385, 10), 1.959963984540054, 1e-9);
  EXPECT_NEAR(normal_equivalent(-4, 1e9), -4, 1e-6);
  EXPECT_LT(normal_equivalent(6, 10), 4);
  EXPECT_EQ(normal_equivalent(0, 10), 0);
}

TEST(MaximumLaw, IsThatOfTheExactIntegral) {
  for (const double rho : {0.0, 0.3, 0.7, 0.95})
    for (const double c : {1.5, 3.0, 4.5}) {
      const double exact = equicorrelated_tail(20, rho, c);
      if (exact < 1e-9) continue;  // 1 - inside has lost its digits
      const MaximumLaw law(equicorrelated(20, rho));
      EXPECT_NEAR(law.tail(c) / exact, 1, rho > 0.9 ? 0.15 : 0.06) << rho << " " << c;
    }
}

TEST(MaximumLaw, FarTailIsTheUnionBound) {
  const MaximumLaw law(equicorrelated(30, 0.2));
  EXPECT_NEAR(law.tail(8) / (60 * normal_tail(8)), 1, 1e-6);
}

TEST(MaximumLaw, EqualComponentsAreOne) {
  const MaximumLaw law(equicorrelated(10, 1.0));
  EXPECT_NEAR(law.tail(2), 2 * normal_tail(2), 1e-12);
  EXPECT_NEAR(law.critical(1e-5), normal_quantile(5e-6), 1e-3);
}

TEST(MaximumLaw, CriticalValueIsTheInverseOfTheTail) {
  for (const double rho : {0.0, 0.8})
    for (const double alpha : {0.05, 1e-3, 1e-6}) {
      const MaximumLaw law(equicorrelated(12, rho));
      EXPECT_NEAR(law.tail(law.critical(alpha)) / alpha, 1, 1e-3);
    }
}

TEST(MaximumLaw, IsTheSameEveryTime) {
  const Matrix matrix = equicorrelated(5, 0.4);
  EXPECT_EQ(MaximumLaw(matrix).critical(1e-4), MaximumLaw(matrix).critical(1e-4));
}

}  // namespace
}  // namespace widefield
