#include "tests/law/two_sample.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace widefield::law {
namespace {

Sample normal_pairs(int count, double shift, double correlation, unsigned seed) {
  std::mt19937_64 generator(seed);
  std::normal_distribution<double> normal;
  Sample sample{2, {}};
  for (int i = 0; i < count; ++i) {
    const double x = normal(generator), y = normal(generator);
    sample.values.push_back(x + shift);
    sample.values.push_back(correlation * x + std::sqrt(1 - correlation * correlation) * y);
  }
  return sample;
}

TEST(KolmogorovSmirnov, IsTheExactProbabilityOfASmallSample) {
  // n = 3: of the C(6,3) = 20 orders of two samples 2 have n D = 3, 10 have 2 and 8 have 1.
  EXPECT_DOUBLE_EQ(kolmogorov_smirnov_p({1, 2, 3}, {4, 5, 6}), 2.0 / 20);
  EXPECT_NEAR(kolmogorov_smirnov_p({1, 2, 5}, {3, 4, 6}), 12.0 / 20, 1e-12);
  EXPECT_DOUBLE_EQ(kolmogorov_smirnov_p({1, 2}, {1, 2}), 1);
}

TEST(KolmogorovSmirnov, AgreesWithTheAsymptoticLaw) {
  // scipy.special.kolmogorov(1.5) = 0.022217962...; n = 20000, D = 0.015
  std::vector<double> left, right;
  for (int i = 0; i < 20000; ++i)
    left.push_back(i), right.push_back(i + 300 - 0.5);
  EXPECT_NEAR(kolmogorov_smirnov_p(left, right) / 0.02221796, 1, 0.02);
}

TEST(KolmogorovSmirnov, IsUniformUnderTheNull) {
  // 400 null p-values below 0.05: Binomial(400, <= 0.05); more than 45 has probability < 1e-6.
  int below = 0;
  for (unsigned i = 0; i < 400; ++i)
    below += kolmogorov_smirnov_p(normal_pairs(200, 0, 0, 2 * i + 1).column(0),
                                  normal_pairs(200, 0, 0, 2 * i + 2).column(0)) < 0.05;
  EXPECT_LE(below, 45);
  EXPECT_GE(below, 4);  // a test that never rejects would be worthless: P < 1e-4 below 4
}

TEST(Energy, IsUniformUnderTheNullAndSeesACorrelation) {
  int below = 0;
  for (unsigned i = 0; i < 100; ++i)
    below += energy_p(normal_pairs(60, 0, 0.5, 2 * i + 1), normal_pairs(60, 0, 0.5, 2 * i + 2),
                      {60, 99, i}) <= 0.05;
  EXPECT_LE(below, 18);  // Binomial(100, 0.05): P(> 18) < 1e-6
  EXPECT_LE(energy_p(normal_pairs(400, 0, 0.9, 1), normal_pairs(400, 0, 0, 2)), 1e-3);
  EXPECT_LE(energy_p(normal_pairs(400, 0.5, 0, 1), normal_pairs(400, 0, 0, 2)), 1e-3);
}

TEST(SmallestP, SeesAWrongJointLawBehindRightMarginals) {
  const Sample plain = normal_pairs(4000, 0, 0, 1), same = normal_pairs(4000, 0, 0, 2);
  EXPECT_GT(smallest_p(plain, same), 1e-6);
  const Sample coupled = normal_pairs(4000, 0, 0.6, 3);
  EXPECT_GT(kolmogorov_smirnov_p(plain.column(1), coupled.column(1)), 1e-6);
  EXPECT_LT(smallest_p(plain, coupled), 1e-9);
}

TEST(SmallestP, ANaNIsARejection) {
  Sample broken = normal_pairs(50, 0, 0, 1);
  broken.values[7] = std::nan("");
  EXPECT_EQ(smallest_p(broken, normal_pairs(50, 0, 0, 2)), 0);
}

}  // namespace
}  // namespace widefield::law
