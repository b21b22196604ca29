// Exact samplers: Kolmogorov-Smirnov against distribution functions of Boost, which shares no code.
#include "kernels/engine/chain/variates.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <functional>
#include <vector>

namespace widefield {
namespace {

constexpr int draws = 10000;

/// P(sqrt(n) D > 2.23) < 1e-4 for any continuous law [kolmogorov1933]; a shift of 6 % of a standard
/// deviation is seen.
constexpr double largest_distance = 2.23;

std::vector<double> sample(const std::function<double(const Variate&)>& draw) {
  std::vector<double> all;
  for (std::uint32_t i = 0; i < draws; ++i)
    all.push_back(draw(Variate{{5, Purpose::weight, i, 1}, i % 7}));
  std::sort(all.begin(), all.end());
  return all;
}

double distance(const std::vector<double>& sorted, const std::function<double(double)>& cdf) {
  double most = 0;
  const double n = double(sorted.size());
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const double p = cdf(sorted[i]);
    most = std::max({most, p - double(i) / n, double(i + 1) / n - p});
  }
  return most * std::sqrt(n);
}

TEST(Variates, ChiSquareHasItsLawAtAnyDegreesOfFreedom) {
  for (const double degrees : {0.3, 1.0, 2.0, 3.7, 16.0, 1000.25, 1e6, 1e9}) {
    const boost::math::chi_squared law(degrees);
    const auto values = sample([&](const Variate& v) { return chi_square(v, degrees); });
    EXPECT_LT(distance(values, [&](double x) { return cdf(law, x); }), largest_distance)
        << degrees << " degrees of freedom";
  }
}

TEST(Variates, ChiSquareWithSixDegreesMoreIsRejected) {
  const boost::math::chi_squared law(1006);
  const auto values = sample([&](const Variate& v) { return chi_square(v, 1000); });
  EXPECT_GT(distance(values, [&](double x) { return cdf(law, x); }), largest_distance);
}

/// The distance of a discrete law is at most that of the continuous one: conservative.
double binomial_distance(const std::vector<double>& sorted, double n) {
  const boost::math::binomial law(n, 0.5);
  double most = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i)
    if (i + 1 == sorted.size() || sorted[i + 1] > sorted[i])
      most = std::max(most, std::abs(cdf(law, sorted[i]) - double(i + 1) / double(sorted.size())));
  return most * std::sqrt(double(sorted.size()));
}

TEST(Variates, FairBinomialHasItsLaw) {
  for (const double n : {1.0, 2.0, 31.0, 32.0, 33.0, 100.0, 128.0, 129.0, 1000.0, 1e6, 1e9}) {
    const auto values = sample([&](const Variate& v) { return fair_binomial(v, n); });
    EXPECT_GE(values.front(), 0);
    EXPECT_LE(values.back(), n);
    EXPECT_LT(binomial_distance(values, n), largest_distance) << n << " tosses";
  }
}

/// Tails, where the squeeze is not used: the number beyond 3 standard deviations is binomial too.
TEST(Variates, FairBinomialHasItsTails) {
  constexpr double n = 1000;
  const boost::math::binomial law(n, 0.5);
  const double low = std::floor(n / 2 - 3 * std::sqrt(n) / 2);
  const double p = 2 * cdf(law, low), expected = p * draws;
  const auto values = sample([&](const Variate& v) { return fair_binomial(v, n); });
  const auto beyond = std::count_if(values.begin(), values.end(),
                                    [&](double k) { return k <= low || k >= n - low; });
  EXPECT_LT(std::abs(double(beyond) - expected), 4.5 * std::sqrt(expected));
}

TEST(Variates, SixTossesMoreAreRejected) {
  const auto values = sample([&](const Variate& v) { return fair_binomial(v, 1000); });
  EXPECT_GT(binomial_distance(values, 1006), largest_distance);
}

TEST(Variates, LogProbabilitiesAreThoseOfFactorials) {
  for (const double n : {200.0, 5000.0})
    for (const double shift : {-0.3, -0.05, 0.0, 0.01, 0.2}) {
      const double k = std::floor(n / 2 * (1 + shift)), mode = std::floor(n / 2);
      const auto log_choose = [&](double i) {
        return -std::lgamma(i + 1) - std::lgamma(n - i + 1);
      };
      EXPECT_NEAR(log_fair_binomial(n, k) - log_fair_binomial(n, mode),
                  log_choose(k) - log_choose(mode), 1e-10 * n)
          << n << " " << k;
    }
}

TEST(Variates, LogOnePlusMinusKeepsItsDigits) {
  for (const double x : {-0.9, -0.1668, -0.16, -1e-3, -1e-9, 1e-12, 1e-4, 0.1999, 0.2001, 5.0}) {
    const long double wide = x;
    const double expected =
        double(std::abs(x) < 1e-3
                   ? wide * wide * (-0.5L + wide / 3 - wide * wide / 4 + wide * wide * wide / 5)
                   : std::log1p(wide) - wide);
    EXPECT_NEAR(log1p_minus(x) / expected, 1, 3e-15) << x;
  }
}

TEST(Variates, CountsBits) {
  for (const std::uint32_t x : {0u, 1u, 0xffffffffu, 0x80000001u, 0x12345678u})
    EXPECT_EQ(count_bits(x), __builtin_popcount(x));
}

}  // namespace
}  // namespace widefield
