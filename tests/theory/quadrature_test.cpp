#include "host/gaussian/quadrature.hpp"

#include <gtest/gtest.h>

#include "host/gaussian/gaussian_average.hpp"
#include "host/gaussian/pair_average.hpp"
#include "host/gaussian/pair_quadrature.hpp"
#include "tests/theory/expect.hpp"

namespace widefield::test {
namespace {

double moment(const Rule& rule, int power) {
  double sum = 0;
  for (std::size_t i = 0; i < rule.node.size(); ++i)
    sum += rule.weight[i] * std::pow(rule.node[i], power);
  return sum;
}

// <z^2k> = 1, 1, 3, 15, 105 of the standard normal law, whatever the panels.
TEST(Quadrature, MomentsOfTheNormalLaw) {
  const std::vector<Rule> rules = {trapezoid_rule(0.6), graded_rule({0}, {4, normal_reach}),
                                   graded_rule({0.3}, {0.01, normal_reach}),
                                   graded_rule({-2, 1e-3, 5}, {1e-6, normal_reach})};
  for (const Rule& rule : rules) {
    const double exact[] = {1, 1, 3, 15, 105};
    for (int k = 0; k < 5; ++k)
      EXPECT_NEAR(moment(rule, 2 * k) / exact[k], 1, 2e-14);
    EXPECT_NEAR(moment(rule, 1), 0, 1e-14);
    EXPECT_NEAR(moment(rule, 3), 0, 1e-14);
  }
}

// A kink inside the panels of a centre: int |z - k| Dz = 2 density(k) + k (2 Phi(k) - 1).
TEST(Quadrature, PanelsResolveKinks) {
  for (const double k : {0.0, 0.7, -3.0}) {
    const Rule rule = graded_rule({k}, {0.1, normal_reach});
    double sum = 0;
    for (std::size_t i = 0; i < rule.node.size(); ++i)
      sum += rule.weight[i] * std::abs(rule.node[i] - k);
    const double density = std::exp(-0.5 * k * k) / std::sqrt(2 * M_PI);
    EXPECT_NEAR(sum, 2 * density + k * std::erf(k / std::sqrt(2.0)), 4e-15 * (1 + std::abs(k)));
  }
}

double fourth_moment(const Nonlinearity& phi, const Rule& rule, double scale) {
  double sum = 0;
  for (std::size_t i = 0; i < rule.node.size(); ++i)
    sum += rule.weight[i] * std::pow(phi.jet(scale * rule.node[i]).value, 4);
  return sum;
}

// Two rules that share nothing: trapezoid sums and graded panels, for products of four factors.
TEST(Quadrature, TrapezoidAndPanelsAgree) {
  for (const char* name :
       {"tanh", "erf", "erf_unit", "sigmoid", "gelu", "silu", "softplus", "mish"})
    for (const double q : {0.01, 0.5, 3.0, 40.0, 2000.0}) {
      SCOPED_TRACE(std::string(name) + " " + std::to_string(q));
      const Nonlinearity phi = nonlinearity(name);
      const double scale = std::sqrt(q);
      const double sums = fourth_moment(phi, trapezoid_rule(trapezoid_step(phi, scale)), scale);
      const double panels = fourth_moment(phi, graded_rule({0}, grading(phi, scale)), scale);
      EXPECT_NEAR(sums / panels, 1, 1e-13);
    }
}

// The trapezoid rule fails where its step is too wide for the poles: the bound is needed.
TEST(Quadrature, PolesLimitTheStep) {
  const Nonlinearity phi = nonlinearity("tanh");
  const double scale = std::sqrt(40.0), right = trapezoid_step(phi, scale);
  const double exact = fourth_moment(phi, trapezoid_rule(right), scale);
  EXPECT_GT(std::abs(fourth_moment(phi, trapezoid_rule(4 * right), scale) / exact - 1), 1e-6);
}

double sum_over(const PairRule& rule, double (*f)(const PairNode&)) {
  double sum = 0;
  rule([&](const PairNode& at) { sum += at.weight * f(at); });
  return sum;
}

// The plane with every kind of inner and outer panels: <1>, <h_a^2 + h_b^2>, <h_a h_b>, <(h_a -
// h_b)^2>. Plain sums over up to 1e5 nodes round to 1e-13.
TEST(Quadrature, PairRulesKnowTheCovariance) {
  for (const char* name : {"tanh", "hard_tanh", "elu", "mish"})
    for (const PairLaw& law : {PairLaw{1, 1, 0.5},
                               {0.2, 7, 0.1},
                               {3, 3, 1e-9},
                               {1, 1, 1.9},
                               {900, 900, 0.4},
                               {2, 5, 0}}) {
      SCOPED_TRACE(std::string(name) + " " + std::to_string(law.qa) + " " +
                   std::to_string(law.distance));
      const Nonlinearity phi = nonlinearity(name);
      const PairRule rule(phi, law);
      const double both = law.qa + law.qb, cross = law.correlation() * std::sqrt(law.qa * law.qb);
      EXPECT_NEAR(sum_over(rule, [](const PairNode&) { return 1.0; }), 1, 2e-13);
      EXPECT_NEAR(
          sum_over(rule, [](const PairNode& at) { return at.ha * at.ha + at.hb * at.hb; }) / both,
          1, 2e-13);
      EXPECT_NEAR(sum_over(rule, [](const PairNode& at) { return at.ha * at.hb; }), cross,
                  2e-13 * both);
      const double apart = law.qa == law.qb ? 2 * law.qa * law.distance : both - 2 * cross;
      EXPECT_NEAR(
          sum_over(rule, [](const PairNode& at) { return at.difference * at.difference; }) / apart,
          1, 2e-13);
    }
}

// Large variances send smooth activations to panels; closed forms of erf and gelu judge them.
TEST(Quadrature, PanelsOfThePlaneAgreeWithClosedForms) {
  for (const char* name : {"erf", "gelu"})
    for (const PairLaw& law : {PairLaw{4000, 4000, 0.3}, {1e5, 2e4, 0.7}, {1e6, 1e6, 1.8}}) {
      SCOPED_TRACE(std::string(name) + " " + std::to_string(law.qa));
      const Nonlinearity phi = nonlinearity(name);
      const double scale = std::sqrt(square(phi, law.qa) * square(phi, law.qb));
      EXPECT_NEAR(pair_averages(phi, law).product / scale, product(phi, law) / scale, 1e-13);
    }
}

}  // namespace
}  // namespace widefield::test
