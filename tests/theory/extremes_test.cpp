#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "host/architecture/mean_field/correlation_map.hpp"
#include "host/gaussian/activation_tail.hpp"
#include "host/gaussian/gaussian_average.hpp"
#include "host/gaussian/pair_average.hpp"
#include "tests/theory/expect.hpp"
#include "widefield/activation/catalog.hpp"

// Lengths and correlations at the ends of their ranges, against what activations tend to there.
namespace widefield {
namespace {

using std::numbers::pi;
constexpr double distances[] = {1e-15, 1e-10, 1e-3, 0.5, 1, 1.5, 2};

// right h and left h.
struct Sides {
  double right, left;
};

double arcsine(double distance) {
  return pi / 2 - 2 * std::asin(std::sqrt(distance / 2));
}

// <f_a f_b> of f = right h, left h at unit length [cho2009].
double product_of(const Sides& f, double distance) {
  const double angle = pi / 2 - arcsine(distance), c = 1 - distance;
  const double same = (std::sin(angle) + (pi - angle) * c) / (2 * pi);
  const double apart = (std::sin(angle) - angle * c) / (2 * pi);
  return (f.right * f.right + f.left * f.left) * same - 2 * f.right * f.left * apart;
}

void expect_line(const Nonlinearity& phi, const Sides& f, double q) {
  for (const double distance : distances) {
    const PairLaw law{q, q, distance};
    const double square_of = (f.right * f.right + f.left * f.left) / 2;
    EXPECT_NEAR(product(phi, law) / q, product_of(f, distance), 1e-8 * square_of) << distance;
    if (f.right == f.left) continue;
    // sin t - t cos t = t^3/3 + ...: both sides alike but for the kink.
    const double expected = 2 * square_of - 2 * product_of(f, distance);
    const double near = 2 * square_of * distance;
    const double truth = distance < 1e-9 ? near : expected;
    EXPECT_NEAR(difference_square(phi, law) / q, truth, 1e-4 * near) << distance;
  }
}

TEST(Extremes, FarFromZeroActivationsAreTheirTails) {
  for (const ActivationInfo& each : activations()) {
    const Nonlinearity phi = nonlinearity(each.name);
    for (const double q : {1e24, 1e30}) {
      SCOPED_TRACE(each.name + " " + std::to_string(std::log10(q)));
      const Tail tail = tail_of(phi);
      if (const auto* line = std::get_if<LinearTail>(&tail))
        expect_line(phi, {line->right, line->left}, q);
      if (const auto* flat = std::get_if<SaturatingTail>(&tail)) {
        for (const double distance : {0.5, 1.0, 1.5}) {
          const double sign = 2 / pi * arcsine(distance), jump = flat->jump * flat->jump;
          EXPECT_NEAR(product(phi, {q, q, distance}), flat->middle * flat->middle + jump * sign,
                      1e-9 * (jump + flat->middle * flat->middle));
        }
        if (phi.jumps()) continue;
        EXPECT_NEAR(slope_square(phi, q) * std::sqrt(2 * pi * q), flat->slope, 1e-8 * flat->slope);
        const double both = std::sqrt(0.75) * 2 * pi * q;  // density of two fields at 0, c = 1/2
        const double rise = 2 * flat->jump;
        EXPECT_NEAR(slope_product(phi, {q, q, 0.5}) * both, rise * rise, 1e-6 * rise * rise);
      }
    }
  }
}

TEST(Extremes, NearZeroActivationsAreTheirSlopes) {
  for (const ActivationInfo& each : activations()) {
    const Nonlinearity phi = nonlinearity(each.name);
    if (phi.jumps()) continue;
    for (const double q : {1e-30, 1e-20}) {
      SCOPED_TRACE(each.name + " " + std::to_string(std::log10(q)));
      const double step = 1e-200, middle = phi.jet(0).value;
      const Sides slopes{phi.jet(step).first, phi.jet(-step).first};
      EXPECT_NEAR(slope_square(phi, q),
                  (slopes.right * slopes.right + slopes.left * slopes.left) / 2, 1e-9);
      if (middle == 0) expect_line(phi, slopes, q);
    }
  }
}

TEST(Extremes, NothingIsLostInBetween) {
  for (const ActivationInfo& each : activations()) {
    const Nonlinearity phi = nonlinearity(each.name, 0.01, 1.3);
    for (int decade = -30; decade <= 30; decade += 3)
      for (const double distance : distances) {
        const double q = std::pow(10.0, decade);
        const PairLaw law{q, q, distance};
        const double together = product(phi, law), apart = difference_square(phi, law);
        const double scale = square(phi, q);
        SCOPED_TRACE(each.name + " 1e" + std::to_string(decade) + " " + std::to_string(distance));
        ASSERT_TRUE(std::isfinite(together) && std::isfinite(apart) && apart >= 0);
        EXPECT_NEAR(2 * together + apart, 2 * scale, 1e-9 * scale);
      }
  }
}

// 30 digits by mpmath, from outside.
TEST(Extremes, LongInputsOfGatedActivations) {
  const auto second = [](const char* name, double q) {
    const LayerLaw layer{nonlinearity(name), 1, 0};
    return 1 - pair_step(layer, {q, q, 0.5}).distance;
  };
  EXPECT_NEAR(second("gelu", 1e6), 0.6089975056, 1e-10);
  EXPECT_NEAR(second("mish", 1e6), 0.6089971620, 1e-10);
  EXPECT_NEAR(second("selu", 1e4), 0.6024317741, 1e-10);
  LayerLaw silu{nonlinearity("silu"), 4, 0};
  PairLaw law{4, 4, 0.5};
  for (int l = 1; l < 64; ++l)
    law = pair_step(silu, law);
  EXPECT_NEAR(law.distance, 0.0082, 1e-4);  // on its way to 0, as relu's
}

// A sine turns its phase many times: what is left are waves, in closed form.
TEST(Extremes, WavesAgreeWithQuadratureWhereBothWork) {
  for (const double shift : {0.0, 0.3}) {
    Scaling around{1.2, shift, 0.7, shift};
    const Nonlinearity phi = nonlinearity(scaled(activation("sin"), around));
    for (const PairLaw& law : {PairLaw{60, 60, 0.01}, {60, 75, 0.4}, {60, 60, 1e-6}}) {
      const PairAverages near = pair_averages(phi, law);
      // The same by plain quadrature: just below the length from which waves are taken.
      const double first = std::sqrt(law.qa), second = std::sqrt(law.qb), c = law.correlation();
      double value = 0, stretch = 0, cube = 0, weight = 0;
      constexpr double reach = 9, step = 0.02;
      for (double x = -reach; x <= reach; x += step)
        for (double y = -reach; y <= reach; y += step) {
          const double w = std::exp(-0.5 * (x * x + y * y));
          const double a = first * x;
          const double b = second * (c * x + std::sqrt(law.distance * (2 - law.distance)) * y);
          const SignalJet at_a = phi.jet(a), at_b = phi.jet(b);
          weight += w;
          value += w * at_a.value * at_b.value;
          stretch += w * at_a.first * a * at_b.value;
          cube += w * at_a.value * at_a.value * at_a.value * at_b.value;
        }
      EXPECT_NEAR(near.product, value / weight, 1e-10);
      EXPECT_NEAR(near.stretch_a, stretch / weight, 1e-9);
      EXPECT_NEAR(near.cube_a, cube / weight, 1e-10);
    }
  }
}

TEST(Extremes, SinesOfAnyLengthAreQuick) {
  const LayerLaw layer{nonlinearity("sin"), 2, 0};
  EXPECT_NEAR(length_step(layer, 2e9), 1, 1e-12);
  EXPECT_NEAR(pair_step(layer, {2e9, 2e9, 1e-12}).distance, -std::expm1(-2e-3), 1e-12);
  EXPECT_EQ(difference_square(layer.phi, {1e30, 1e30, 0.5}), 1);
}

}  // namespace
}  // namespace widefield
