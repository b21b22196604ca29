#include <gtest/gtest.h>

#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <functional>
#include <numbers>

#include "host/architecture/batch_norm/limit.hpp"
#include "host/architecture/batch_norm/moments.hpp"
#include "host/architecture/mean_field/critical_line.hpp"
#include "host/gaussian/activation_tail.hpp"
#include "host/gaussian/gaussian_average.hpp"
#include "host/gaussian/pair_average.hpp"
#include "tests/scalings.hpp"
#include "tests/theory/expect.hpp"
#include "widefield/activation.hpp"
#include "widefield/activation/of_network.hpp"

// Theory of gamma (phi(alpha h + beta) + delta): against quadratures that know nothing of it but
// where phi has kinks, and against the plain network with other variances where there is one.
namespace widefield::test {
namespace {

constexpr double power_of_relu = 1.5, negative_slope = 0.2;

Activation around(const std::string& name, const Scaling& scaling) {
  return scaled(activation(name, negative_slope, power_of_relu), scaling);
}

std::string words(const std::string& name, const Scaling& s) {
  return name + " " + std::to_string(s.input_scale) + " " + std::to_string(s.input_shift) + " " +
         std::to_string(s.output_scale) + " " + std::to_string(s.output_shift);
}

/// int f(h) dh over the normal law N(mean, spread^2): twenty points on pieces between whole numbers
/// of u = alpha h + beta, where kinks are; pieces shrink towards u = 0 down to `least`, where
/// alpha_relu goes as a power.
double normal_integral(const Scaling& s, double mean, double spread, double least,
                       const std::function<double(double)>& f) {
  std::vector<double> cuts;
  const auto inside = [&](double u) { cuts.push_back((u - s.input_shift) / s.input_scale); };
  for (double z = -10; z <= 10; z += 1)
    cuts.push_back(mean + spread * z);
  for (double u = -60; u <= 60; u += 1)
    inside(u);
  for (double u = 0.25; u > least; u /= 4)
    inside(u), inside(-u);
  std::sort(cuts.begin(), cuts.end());
  double sum = 0;
  for (std::size_t i = 1; i < cuts.size(); ++i) {
    if (cuts[i - 1] < mean - 10 * spread || cuts[i] > mean + 10 * spread) continue;
    sum += boost::math::quadrature::gauss<double, 20>::integrate(
        [&](double h) { return f(h) * std::exp(-0.5 * std::pow((h - mean) / spread, 2)); },
        cuts[i - 1], cuts[i]);
  }
  return sum / (spread * std::sqrt(2 * std::numbers::pi));
}
constexpr double fine = 1e-12, coarse = 1e-4;

void expect_one_input(const Nonlinearity& phi, double q) {
  const Scaling& s = phi.activation.scaling;
  const auto brute = [&](auto f) {
    return normal_integral(s, 0, std::sqrt(q), fine,
                           [&](double h) { return f(jet(phi.activation, h), h); });
  };
  using Jets = const Jet<double>&;
  const double F = brute([](Jets j, double) { return j.value * j.value; });
  const double X = brute([](Jets j, double) { return j.first * j.first; });
  const double error = 2e-11;
  EXPECT_NEAR(square(phi, q), F, error * F);
  EXPECT_NEAR(mean_signal(phi, q), brute([](Jets j, double) { return j.value; }),
              error * std::sqrt(F));
  EXPECT_NEAR(fourth(phi, q), brute([](Jets j, double) { return std::pow(j.value, 4); }),
              1e-10 * std::pow(F, 2) * (3 + fourth(phi, q) / (F * F)));
  if (phi.jumps()) return;
  EXPECT_NEAR(slope_square(phi, q), X, error * X);
  EXPECT_NEAR(response(phi, q), brute([](Jets j, double h) { return j.value * j.first * h; }),
              error * std::sqrt(F * X * q));
  EXPECT_NEAR(slope_moment(phi, q, 2), brute([](Jets j, double) { return std::pow(j.first, 4); }),
              1e-10 * slope_moment(phi, q, 2));
  const double bend = bend_square(phi, q);
  if (!std::isfinite(bend)) return;
  EXPECT_NEAR(bend, brute([](Jets j, double) { return j.second * j.second; }),
              1e-10 * bend + 1e-25);
}

TEST(ScaledTheory, AveragesOverOneInputAreTheIntegrals) {
  for (const ActivationInfo& info : activations())
    for (const Scaling& s : scalings())
      for (const double q : {0.02, 0.8, 9.0}) {
        SCOPED_TRACE(words(info.name, s) + " q " + std::to_string(q));
        expect_one_input(nonlinearity(around(info.name, s)), q);
      }
}

// dF/dq by a difference: the point masses of kinks and steps are in it.
TEST(ScaledTheory, SlopeOfTheSquareIsItsDerivative) {
  constexpr double step = 1e-4;
  for (const ActivationInfo& info : activations())
    for (const Scaling& s : scalings()) {
      SCOPED_TRACE(words(info.name, s));
      const Nonlinearity phi = nonlinearity(around(info.name, s));
      const double q = 0.7, d = q * step;
      const double slope = (square(phi, q + d) - square(phi, q - d)) / (2 * d);
      const double bend = (square(phi, q + d) - 2 * square(phi, q) + square(phi, q - d)) / (d * d);
      EXPECT_NEAR(square_slope(phi, q), slope, 1e-6 * (1 + std::abs(slope)));
      if (phi.jumps()) continue;
      EXPECT_NEAR(square_bend(phi, q), bend, 1e-5 * (1 + std::abs(bend)));
    }
}

double brute_product(const Nonlinearity& phi, const PairLaw& law) {
  const double c = law.correlation();
  const double spread = std::sqrt(law.qb * law.distance * (2 - law.distance));
  const Scaling& s = phi.activation.scaling;
  return normal_integral(s, 0, std::sqrt(law.qa), coarse, [&](double h) {
    const double mean = c * std::sqrt(law.qb / law.qa) * h;
    return value(phi.activation, h) * normal_integral(s, mean, spread, coarse, [&](double x) {
             return value(phi.activation, x);
           });
  });
}

TEST(ScaledTheory, AveragesOverTwoInputsAreTheIntegrals) {
  const PairLaw laws[] = {{0.6, 0.9, 0.4}, {1.1, 1.1, 1.6}};
  for (const ActivationInfo& info : activations())
    for (const Scaling& s : {scalings()[1], scalings()[4], scalings()[5]})
      for (const PairLaw& law : laws) {
        SCOPED_TRACE(words(info.name, s));
        const Nonlinearity phi = nonlinearity(around(info.name, s));
        const double size = std::sqrt(square(phi, law.qa) * square(phi, law.qb));
        EXPECT_NEAR(product(phi, law), brute_product(phi, law), 1e-9 * size);
        if (law.qa != law.qb) continue;
        EXPECT_NEAR(difference_square(phi, law), 2 * (square(phi, law.qa) - product(phi, law)),
                    1e-9 * size);
      }
}

// Price's theorem: the derivative of the product by the covariance is the product of slopes.
TEST(ScaledTheory, ProductOfSlopesIsTheDerivative) {
  constexpr double step = 1e-4;
  for (const ActivationInfo& info : activations())
    for (const Scaling& s : scalings()) {
      SCOPED_TRACE(words(info.name, s));
      const Nonlinearity phi = nonlinearity(around(info.name, s));
      const double q = 0.8, up = product(phi, {q, q, 0.5 - step}),
                   down = product(phi, {q, q, 0.5 + step});
      const double slope = slope_product(phi, {q, q, 0.5});
      EXPECT_NEAR(slope, (up - down) / (2 * step * q), 2e-7 * (1 + std::abs(slope)));
    }
}

decltype(Scalar::value) scalar(const Prediction& prediction, const std::string& name) {
  for (const Scalar& each : prediction.scalars)
    if (each.name == name) return each.value;
  ADD_FAILURE() << name;
  return {};
}

double number_of(const Prediction& prediction, const std::string& name) {
  return std::get<double>(scalar(prediction, name));
}

void expect_same(double value, double expected, const std::string& name) {
  if (std::isnan(expected)) {
    EXPECT_TRUE(std::isnan(value)) << name;
  } else if (std::isinf(expected)) {
    EXPECT_EQ(value, expected) << name;
  } else {
    EXPECT_NEAR(value, expected, 1e-8 * (1 + std::abs(expected))) << name;
  }
}

// u = alpha h has the variance alpha^2 q: u is the field of the plain network at weight variance
// (alpha gamma)^2 sigma_w^2 and bias variance alpha^2 sigma_b^2.
TEST(ScaledTheory, ScalesAloneAreOtherVariances) {
  for (const ActivationInfo& info : activations())
    for (const Scaling& s : {scalings()[0], scalings()[1]}) {
      SCOPED_TRACE(words(info.name, s));
      Experiment plain;
      plain.network.activation = info.name;
      plain.network.activation_power = power_of_relu;
      plain.network.activation_slope = negative_slope;
      plain.network.depth = 5;
      plain.network.weight_variance = 1.4, plain.network.bias_variance = 0.1;
      Experiment other = plain;
      const double stretch = s.input_scale * s.input_scale, gain = s.output_scale * s.output_scale;
      other.network.weight_variance = 1.4 / (stretch * gain);
      other.network.bias_variance = 0.1 / stretch;
      other.network.activation_input_scale = s.input_scale;
      other.network.activation_output_scale = s.output_scale;
      other.inputs.squared_norm = plain.inputs.squared_norm * gain;
      const Prediction a = predict(plain), b = predict(other);
      for (const std::string name :
           {"chi_1", "chi_length", "c_star", "xi_q", "xi_c", "lyapunov_max", "positive_fraction",
            "entropy_per_neuron", "kaplan_yorke_per_neuron", "mean_exponent"})
        expect_same(number_of(b, name), number_of(a, name), name);
      expect_same(stretch * number_of(b, "q_star"), number_of(a, "q_star"), "q_star");
      expect_same(stretch * gain * number_of(b, "critical_weight_variance"),
                  number_of(a, "critical_weight_variance"), "critical_weight_variance");
      EXPECT_EQ(std::get<std::string>(scalar(b, "phase")),
                std::get<std::string>(scalar(a, "phase")));
      ASSERT_EQ(a.curves.size(), b.curves.size());
      for (std::size_t k = 0; k < a.curves.size(); ++k) {
        const std::string& name = a.curves[k].observable;
        const double unit = name == "length_map" ? 1 / stretch
                            : name == "activity" ? s.output_scale
                                                 : 1;
        for (std::size_t l = 0; l < a.curves[k].value.size(); ++l)
          expect_same(b.curves[k].value[l] / unit, a.curves[k].value[l], name);
        for (std::size_t l = 0; l < a.curves[k].bias.size(); ++l)
          expect_same(b.curves[k].bias[l] / unit, a.curves[k].bias[l], name + " bias");
      }
    }
}

TEST(ScaledTheory, FixedPointsAreWhereIterationEnds) {
  for (const std::string name : {"tanh", "relu", "gelu", "sign", "alpha_relu"})
    for (const Scaling& s : scalings()) {
      SCOPED_TRACE(words(name, s));
      const LayerLaw layer{nonlinearity(around(name, s)), 0.5, 0.2};
      const Activation phi = around(name, s);
      double q = 0.7;
      constexpr double escaped = 1e6;
      for (int l = 0; l < 200 && q < escaped; ++l)
        q = 0.5 * normal_integral(s, 0, std::sqrt(q), fine,
                                  [&](double h) { return std::pow(value(phi, h), 2); }) +
            0.2;
      if (!(q < escaped)) continue;
      EXPECT_NEAR(length_limit(layer, length_fixed_points(layer), 0.7), q, 1e-9 * q);
    }
}

// On the line chi_1 = 1 at the length that it names.
TEST(ScaledTheory, CriticalLineOfAShiftedTanh) {
  const Nonlinearity phi = nonlinearity(around("tanh", {1.2, 0.4, 1, -0.1}));
  for (const CriticalPoint& point : critical_points(phi, 0.05)) {
    const LayerLaw layer{phi, point.weight_variance, 0.05};
    EXPECT_NEAR(length_step(layer, point.q), point.q, 1e-10);
    EXPECT_NEAR(gradient_factor(layer, point.q), 1, 1e-10);
  }
  EXPECT_FALSE(critical_points(phi, 0.05).empty());
}

// Far from 0 <phi^2> = middle^2 + jump^2 - deficit / sqrt(2 pi q), with an error of order 1/q.
TEST(ScaledTheory, TailsAreWhatIsSeenFarAway) {
  for (const std::string name : {"tanh", "erf", "sigmoid", "hard_tanh", "sign"})
    for (const Scaling& s : scalings()) {
      SCOPED_TRACE(words(name, s));
      const Nonlinearity phi = nonlinearity(around(name, s));
      const auto tail = std::get<SaturatingTail>(tail_of(phi));
      const double q = 1e10, root = std::sqrt(2 * std::numbers::pi * q);
      const double limit = tail.middle * tail.middle + tail.jump * tail.jump;
      EXPECT_NEAR((limit - square(phi, q)) * root, tail.deficit,
                  2e-4 * (1 + std::abs(tail.deficit)));
      if (name == "sign") continue;
      EXPECT_NEAR(slope_square(phi, q) * root, tail.slope, 1e-4 * tail.slope);
    }
  for (const Scaling& s : scalings()) {
    const auto tail = std::get<LinearTail>(tail_of(nonlinearity(around("leaky_relu", s))));
    const double gain = s.input_scale * s.output_scale;
    EXPECT_DOUBLE_EQ(tail.right, s.input_scale > 0 ? gain : negative_slope * gain);
    EXPECT_DOUBLE_EQ(tail.left, s.input_scale > 0 ? negative_slope * gain : gain);
  }
}

// Batch normalisation has a scale and a shift of its own, made by other hands.
TEST(ScaledTheory, BatchNormTakesItAsItsOwnScaleAndShift) {
  for (const std::string name : {"tanh", "relu", "erf", "hard_tanh", "linear"}) {
    const Scaling s{1.3, 0.5, 1, 0};
    const BatchActivation own{nonlinearity(name), 1.3, 0.5}, other{nonlinearity(around(name, s))};
    const BatchMoments a = batch_moments(own, {8}), b = batch_moments(other, {8});
    EXPECT_NEAR(a.constant, b.constant, 1e-14) << name;
    EXPECT_NEAR(a.square.zero, b.square.zero, 1e-11) << name;
    EXPECT_NEAR(a.slope_square.zero, b.slope_square.zero, 1e-11) << name;
    EXPECT_NEAR(a.product.m31, b.product.m31, 1e-11) << name;
    EXPECT_NEAR(a.slope_product.m11, b.slope_product.m11, 1e-11) << name;
    EXPECT_NEAR(batch_limit(own).gradient, batch_limit(other).gradient, 1e-11) << name;
    const BatchMoments turned =
        batch_moments({nonlinearity(around(name, {-1.3, 0.5, 2, 0.1}))}, {8});
    EXPECT_NEAR(turned.square.zero, 4 * a.square.zero, 1e-10) << name;
    EXPECT_NEAR(turned.constant, 2 * (a.constant + 0.1), 1e-13) << name;
  }
}

TEST(ScaledTheory, EveryArchitectureHasNumbersForEveryActivation) {
  for (const std::string architecture : {"mlp", "residual", "reduced_residual", "batch_norm"})
    for (const ActivationInfo& info : activations())
      for (const Scaling& s : {scalings()[1], scalings()[4]}) {
        SCOPED_TRACE(architecture + " " + words(info.name, s));
        Experiment experiment;
        experiment.network.architecture = architecture;
        experiment.network.activation = info.name;
        experiment.network.activation_input_scale = s.input_scale;
        experiment.network.activation_input_shift = s.input_shift;
        experiment.network.activation_output_scale = s.output_scale;
        experiment.network.activation_output_shift = s.output_shift;
        experiment.network.depth = 3;
        experiment.network.weight_variance = 1;
        if (architecture == "batch_norm")
          experiment.inputs.count = experiment.network.batch_norm.batch;
        const Prediction prediction = predict(experiment);
        EXPECT_FALSE(prediction.scalars.empty());
        for (const Curve& each : prediction.curves) {
          const std::string& name = each.observable;
          if (name != "length_map" && name != "correlation_map" && name != "state_norm") continue;
          for (const double value : each.value)
            EXPECT_TRUE(std::isfinite(value)) << name;
        }
      }
}

}  // namespace
}  // namespace widefield::test
