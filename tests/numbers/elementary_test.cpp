#include "widefield/elementary.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "tests/numbers/ulps.hpp"

namespace widefield {
namespace {

// Truth is the 64-bit mantissa of x87 long doubles: 2^-11 ulp of a double.
struct Case {
  std::string name;
  std::function<float(float)> single;
  std::function<double(double)> twice;
  std::function<long double(long double)> truth;
  double low, high;                // of the arguments, or of their logarithm
  bool logarithmic;                // arguments of all magnitudes
  double float_ulps, double_ulps;  // measured on a million arguments, rounded up
};

long double exp_minus(long double x) {
  return std::exp(-x * x / 2) / std::sqrt(2 * M_PIl);
}
long double sech2(long double x) {
  return 1 / (std::cosh(x) * std::cosh(x));
}

#define WIDEFIELD_BOTH(expression) \
  [](float x) { return expression; }, [](double x) { return expression; }

const std::vector<Case> cases = {
    {"exp", WIDEFIELD_BOTH(exp(x)), [](auto x) { return std::exp(x); }, -110, 89, false, 1, 1},
    {"exp wide", WIDEFIELD_BOTH(exp(x)), [](auto x) { return std::exp(x); }, -760, 711, false, 1,
     1},
    {"expm1", WIDEFIELD_BOTH(expm1(x)), [](auto x) { return std::expm1(x); }, -5, 5, false, 2, 2},
    {"expm1 small", WIDEFIELD_BOTH(expm1(x)), [](auto x) { return std::expm1(x); }, -60, 2, true, 2,
     2},
    {"log", WIDEFIELD_BOTH(log(x)), [](auto x) { return std::log(x); }, -80, 80, true, 1, 1},
    {"log subnormal", WIDEFIELD_BOTH(log(x)), [](auto x) { return std::log(x); }, -744, -80, true,
     1, 1},
    {"log1p", WIDEFIELD_BOTH(log1p(x)), [](auto x) { return std::log1p(x); }, -60, 60, true, 1, 1},
    {"log1p negative", WIDEFIELD_BOTH(log1p(x)), [](auto x) { return std::log1p(x); }, -1, 1, false,
     1, 1},
    {"sin", WIDEFIELD_BOTH(sin(x)), [](auto x) { return std::sin(x); }, -3, 3, false, 2, 2},
    {"cos", WIDEFIELD_BOTH(cos(x)), [](auto x) { return std::cos(x); }, -1.5, 1.5, false, 2, 2},
    {"tanh", WIDEFIELD_BOTH(tanh(x)), [](auto x) { return std::tanh(x); }, -20, 20, false, 3, 3},
    {"tanh small", WIDEFIELD_BOTH(tanh(x)), [](auto x) { return std::tanh(x); }, -80, 0, true, 3,
     3},
    {"sech squared", WIDEFIELD_BOTH(tanh_parts(x).slope), sech2, -40, 40, false, 6, 6},
    {"erf", WIDEFIELD_BOTH(erf(x)), [](auto x) { return std::erf(x); }, -6, 6, false, 2, 2},
    {"erf small", WIDEFIELD_BOTH(erf(x)), [](auto x) { return std::erf(x); }, -80, 0, true, 2, 2},
    {"erfc", WIDEFIELD_BOTH(erf_parts(x).tail), [](auto x) { return std::erfc(std::abs(x)); }, -26,
     26, false, 7, 6},
    {"normal tail", WIDEFIELD_BOTH(normal_law(x).tail),
     [](auto x) { return std::erfc(std::abs(x) / std::sqrt(2.0L)) / 2; }, -37, 37, false, 7, 6},
    {"normal density", WIDEFIELD_BOTH(normal_law(x).density), exp_minus, -37, 37, false, 3, 3},
};

template <class T, class F>
double worst_ulps(const Case& c, const F& f) {
  std::mt19937_64 generator(1);
  std::uniform_real_distribution<double> uniform(c.low, c.high);
  double worst = 0;
  for (int i = 0; i < 200'000; ++i) {
    const double u = uniform(generator);
    const T x = T(c.logarithmic ? std::exp(u) : u);
    worst = std::max(worst, ulps<T>(f(x), c.truth(static_cast<long double>(x))));
  }
  return worst;
}

TEST(Elementary, IsWithinItsUlps) {
  for (const Case& c : cases) {
    const double single = worst_ulps<float>(c, c.single), twice = worst_ulps<double>(c, c.twice);
    RecordProperty(c.name, std::to_string(single) + " and " + std::to_string(twice));
    EXPECT_LE(single, c.float_ulps) << c.name << " of floats";
    EXPECT_LE(twice, c.double_ulps) << c.name << " of doubles";
  }
}

// Far from 0 the reduction by pi/2 keeps 48 and 119 bits of it: absolute errors stay small.
TEST(Elementary, SinAndCosHoldFarOut) {
  for (double x = -6000; x < 6000; x += 0.37) {
    const float single = float(x);
    ASSERT_NEAR(sin(x), std::sin(x), 3e-16) << x;
    ASSERT_NEAR(cos(x), std::cos(x), 3e-16) << x;
    ASSERT_NEAR(sin(single), std::sin(double(single)), 2e-7) << x;
    ASSERT_NEAR(cos(single), std::cos(double(single)), 2e-7) << x;
  }
  EXPECT_TRUE(std::isnan(sin(1e7)) && std::isnan(cos(1e5f)));
}

template <class T>
void expect_limits() {
  const T infinity = std::numeric_limits<T>::infinity(), nan = std::numeric_limits<T>::quiet_NaN();
  EXPECT_EQ(exp(infinity), infinity);
  EXPECT_EQ(exp(-infinity), T(0));
  EXPECT_EQ(expm1(infinity), infinity);
  EXPECT_EQ(expm1(-infinity), T(-1));
  EXPECT_EQ(log(T(0)), -infinity);
  EXPECT_EQ(log(infinity), infinity);
  EXPECT_EQ(log1p(T(-1)), -infinity);
  EXPECT_EQ(tanh(-infinity), T(-1));
  EXPECT_EQ(tanh_parts(infinity).slope, T(0));
  EXPECT_EQ(erf(infinity), T(1));
  EXPECT_EQ(normal_law(-infinity).tail, T(0));
  for (const T x : {log(T(-1)), log1p(T(-2)), sin(infinity), exp(nan), expm1(nan), log(nan),
                    log1p(nan), sin(nan), cos(nan), tanh(nan), erf(nan), normal_law(nan).tail})
    EXPECT_TRUE(std::isnan(x));
}

TEST(Elementary, LimitsAndNan) {
  expect_limits<float>();
  expect_limits<double>();
}

// Equal arguments and zeros of both signs: the second argument is returned.
TEST(Elementary, MinAndMaxAreDefinedForSignedZeros) {
  EXPECT_TRUE(std::signbit(min(0.0f, -0.0f)));
  EXPECT_FALSE(std::signbit(min(-0.0f, 0.0f)));
  EXPECT_TRUE(std::signbit(max(0.0, -0.0)));
  EXPECT_FALSE(std::signbit(max(-0.0, 0.0)));
  const Pack<float> minus(-0.0f), plus(0.0f);
  EXPECT_TRUE(std::signbit(max(plus, minus)[3]));
  EXPECT_FALSE(std::signbit(max(minus, plus)[3]));
}

}  // namespace
}  // namespace widefield
