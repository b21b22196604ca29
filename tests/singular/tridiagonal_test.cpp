#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <numbers>
#include <vector>

#include "kernels/linear_algebra/tridiagonal.hpp"

namespace widefield {
namespace {

struct Rule {
  std::vector<double> node, beside, weight;

  Rule(std::vector<double> diagonal, std::vector<double> off)
      : node(std::move(diagonal)), beside(std::move(off)), weight(node.size()) {
    beside.resize(node.size());
    EXPECT_TRUE(solve({node.data(), beside.data(), weight.data(), static_cast<int>(node.size())}));
  }
};

// T of 2 cos: nodes cos(k pi / (n+1)), weights 2 / (n+1) sin^2: Gauss-Chebyshev of the second kind.
TEST(TridiagonalRule, ChebyshevOfTheSecondKind) {
  constexpr int n = 40;
  const Rule rule(std::vector<double>(n, 0.0), std::vector<double>(n - 1, 0.5));
  for (int i = 0; i < n; ++i) {
    const double angle = (n - i) * std::numbers::pi / (n + 1), s = std::sin(angle);
    EXPECT_NEAR(rule.node[i], std::cos(angle), 1e-14);
    EXPECT_NEAR(rule.weight[i], 2 * s * s / (n + 1), 1e-14);
  }
}

TEST(TridiagonalRule, AgreesWithAGeneralSolver) {
  for (const int n : {1, 2, 3, 17, 64}) {
    std::vector<double> d, e;
    for (int i = 0; i < n; ++i) {
      d.push_back(std::sin(3.0 * i) * std::exp(-0.3 * i));
      if (i + 1 < n) e.push_back(i == 5 ? 0.0 : std::cos(2.0 * i) * std::exp(-0.3 * i));
    }
    Eigen::MatrixXd t = Eigen::MatrixXd::Zero(n, n);
    for (int i = 0; i < n; ++i) {
      t(i, i) = d[i];
      if (i + 1 < n) t(i, i + 1) = t(i + 1, i) = e[i];
    }
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> exact(t);
    const Rule rule(d, e);
    double moment = 0, expected = (t * t * t)(0, 0), mass = 0;
    for (int i = 0; i < n; ++i) {
      EXPECT_NEAR(rule.node[i], exact.eigenvalues()[i], 1e-14);
      moment += rule.weight[i] * rule.node[i] * rule.node[i] * rule.node[i];
      mass += rule.weight[i];
    }
    EXPECT_NEAR(moment, expected, 1e-13);
    EXPECT_NEAR(mass, 1, 1e-13);
  }
}

TEST(TridiagonalRule, SaysSoWhereNumbersAreNotFinite) {
  std::vector<double> node = {1, std::nan(""), 2}, beside = {1, 1, 0}, weight(3);
  EXPECT_FALSE(solve({node.data(), beside.data(), weight.data(), 3}));
}

}  // namespace
}  // namespace widefield
