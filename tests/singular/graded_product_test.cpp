#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "tests/singular/references.hpp"

namespace widefield {
namespace {

double difference_of(const std::vector<double>& a, const std::vector<double>& b) {
  EXPECT_EQ(a.size(), b.size());
  return largest_difference(a, b);
}

// The target C9: over hundreds of nats right to 1e-10, where the plain product and an accurate SVD
// are wrong by hundreds.
TEST(GradedProduct, LogarithmsAgreeWith400DigitsOverHundredsOfNats) {
  int products = 0;
  for (const Reference& one : references(DATA "/log_sigma.csv")) {
    SCOPED_TRACE(std::to_string(one.size) + " x " + std::to_string(one.factors));
    const Matrices factors = plain_matrices(one.size, one.factors, one.seed);
    const double error = difference_of(stable_log_sigma(factors), one.log_sigma);
    EXPECT_LT(error, 1e-10);
    const double range = one.log_sigma.front() - one.log_sigma.back();
    const double naive = difference_of(naive_log_sigma(factors), one.log_sigma);
    if (range > 200) {
      EXPECT_GT(naive, 100);
    }
    RecordProperty("error_" + std::to_string(products), std::to_string(error));
    ++products;
  }
  EXPECT_EQ(products, 4);
}

// Neighbours share their singular vectors: sigma_i of the product is the product of those of the
// factors.
TEST(GradedProduct, FactorsWithCommonVectorsMultiplyTheirSingularValues) {
  constexpr int n = 40, layers = 60;
  PlainMatrix plain(11);
  Eigen::MatrixXd below = orthogonal(plain, n);
  std::vector<double> expected(n, 0.0);
  Matrices factors;
  for (int l = 0; l < layers; ++l) {
    const Eigen::MatrixXd above = orthogonal(plain, n);
    const Eigen::VectorXd logs = plain(n).col(0) + Eigen::VectorXd::LinSpaced(n, 2, -2);
    for (int i = 0; i < n; ++i)
      expected[i] += logs[i];
    factors.push_back(above * logs.array().exp().matrix().asDiagonal() * below.transpose());
    below = above;
  }
  std::sort(expected.rbegin(), expected.rend());
  EXPECT_GT(expected.front() - expected.back(), 200);
  // forming each factor already moves its singular values by 1e-16 e^6
  EXPECT_LT(difference_of(stable_log_sigma(factors), expected), 1e-10);
}

TEST(GradedProduct, SumIsTheLogarithmOfTheDeterminantAndTheInverseTurnsItRound) {
  constexpr int n = 70, layers = 40;
  const Matrices factors = plain_matrices(n, layers, 21);
  const std::vector<double> logs = stable_log_sigma(factors);
  double log_determinant = 0;
  Matrices inverse;
  for (int l = layers - 1; l >= 0; --l) {
    const Eigen::PartialPivLU<Eigen::MatrixXd> lu(factors[l]);
    log_determinant += lu.matrixLU().diagonal().array().abs().log().sum();
    inverse.push_back(lu.inverse());
  }
  EXPECT_GT(logs.front() - logs.back(), 100);
  EXPECT_NEAR(std::accumulate(logs.begin(), logs.end(), 0.0), log_determinant, 1e-9);
  const std::vector<double> turned = stable_log_sigma(inverse);
  for (int i = 0; i < n; ++i)
    EXPECT_NEAR(logs[i], -turned[n - 1 - i], 1e-9);  // inverting costs the condition of a factor
}

TEST(GradedProduct, OrthogonalFactorsChangeNothing) {
  constexpr int n = 33;
  PlainMatrix plain(5);
  Matrices factors = plain_matrices(n, 30, 31);
  const std::vector<double> alone = stable_log_sigma(factors);
  factors.push_back(orthogonal(plain, n));
  factors.insert(factors.begin(), orthogonal(plain, n));
  EXPECT_LT(difference_of(stable_log_sigma(factors), alone), 1e-10);
}

// Columns and rows that are switched off: the rank is that of the narrowest factor.
TEST(GradedProduct, ZeroSingularValuesAreCountedNotRounded) {
  constexpr int n = 50;
  PlainMatrix plain(7);
  Matrices factors;
  for (const int off : {20, 31, 12, 25}) {
    Eigen::MatrixXd factor = plain(n);
    for (int i = 0; i < off; ++i)
      factor.row((7 * i + off) % n).setZero();
    factors.push_back(factor);
  }
  const std::vector<double> logs = stable_log_sigma(factors);
  ASSERT_EQ(logs.size(), 19u);
  const std::vector<double> naive = naive_log_sigma(factors);
  for (std::size_t i = 0; i < logs.size(); ++i)
    EXPECT_NEAR(logs[i], naive[i], 1e-9);
  EXPECT_LT(naive[19] - naive[0], -30);
}

TEST(GradedProduct, BitsDoNotDependOnTheNumberOfThreads) {
  const Matrices factors = plain_matrices(90, 6, 41);
  const std::vector<double> alone = stable_log_sigma(factors);
  for (const int members : {2, 3, 7})
    EXPECT_EQ(stable_log_sigma(factors, members), alone) << members;
}

}  // namespace
}  // namespace widefield
