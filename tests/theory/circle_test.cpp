#include <gtest/gtest.h>

#include <numbers>

#include "host/architecture/mean_field/circle_noise.hpp"
#include "host/architecture/mean_field/critical_line.hpp"
#include "host/architecture/mean_field/linear_noise.hpp"
#include "tests/theory/expect.hpp"
#include "widefield/activation/catalog.hpp"

namespace widefield::test {
namespace {

LayerLaw tanh_layer(double sigma_w) {
  return {nonlinearity("tanh"), sigma_w * sigma_w, 0.09};
}

double limit_length(const LayerLaw& layer) {
  return length_limit(layer, length_fixed_points(layer), 1);
}

/// The circle of the sheet: its squared speed is the length itself.
CircleImage circle_of(double q) {
  return {q, q, 1 / q};
}

constexpr double squared_norm = 0.7;

TEST(Circle, AsInTheSheet) {
  for (const TableRow& row : read_table("circle.csv")) {
    SCOPED_TRACE(describe(row));
    const LayerLaw layer = tanh_layer(number(row, "sigma_w"));
    CircleImage image = circle_of(limit_length(layer));
    for (int l = 1; l < number(row, "layer"); ++l)
      image = circle_step(layer, image);
    EXPECT_TRUE(as_printed(image.speed, row.at("speed")));
    EXPECT_TRUE(as_printed(image.curvature, row.at("curvature")));
    EXPECT_TRUE(row.at("gauss") == "1" ? std::abs(image.gauss() - 1) < 1e-15
                                       : as_printed(image.gauss(), row.at("gauss")));
    EXPECT_TRUE(as_printed(circle_length(image, {}).value, row.at("length")));
    EXPECT_TRUE(as_printed(circle_gauss_length(image, {}).value, row.at("gauss_length")));
  }
}

TEST(Circle, CurvatureTendsToItsFixedPointInChaos) {
  for (const auto& [sigma_w, printed] : {std::pair{2.5, "3.867709824"}, {4.0, "1.721379949"}}) {
    const LayerLaw layer = tanh_layer(sigma_w);
    const double q = limit_length(layer);
    EXPECT_TRUE(as_printed(curvature_fixed_point(layer, q), printed));
    const auto images = circle_images(layer, 0.1, 100);
    EXPECT_NEAR(images.back().curvature, curvature_fixed_point(layer, q), 1e-10);
    EXPECT_NEAR(images[99].speed / images[98].speed, gradient_factor(layer, q), 1e-12);
    EXPECT_NEAR(images[99].gauss() / images[98].gauss(), gradient_factor(layer, q), 1e-10);
    EXPECT_EQ(gauss_limit(layer, q, 1), std::numeric_limits<double>::infinity());
  }
}

TEST(Circle, BendIsFiniteInOrder) {
  const LayerLaw layer = tanh_layer(1.3);
  const double q = limit_length(layer);
  CircleImage image = circle_of(q);
  for (int l = 1; l < 500; ++l)
    image = circle_step(layer, image);
  EXPECT_NEAR(image.gauss(), gauss_limit(layer, q, q), 1e-10);
  const double next = circle_step(layer, image).curvature;
  EXPECT_NEAR(next / image.curvature, 1 / gradient_factor(layer, q), 1e-10);
}

TEST(Circle, CornersHaveNoCurvature) {
  for (const ActivationInfo& activation : activations()) {
    SCOPED_TRACE(activation.name);
    const LayerLaw layer{nonlinearity(activation.name), 1.5, 0.1};
    if (activation.name == "sign") continue;  // has no tangents either
    const CircleImage next = circle_step(layer, first_circle(layer, squared_norm));
    EXPECT_EQ(std::isfinite(next.curvature), !activation.kinked);
    EXPECT_TRUE(std::isfinite(next.speed));
  }
}

// ---- against the covariance of two points ------------------------------------------------------
// E h(theta) . h(theta + delta) / N is a function of delta whose derivatives at 0 are -g and
// |h''|^2 / N, at infinite width and to order 1/N. The theory of pairs knows nothing of tangents.

/// C(delta) - C(0) of the pre-activations of two points, and N times its bias, in layer `layer`.
struct PairOfPoints {
  double covariance, bias;
};
PairOfPoints pair_of_points(const LayerLaw& layer, double delta, int last, bool orthogonal) {
  const CircleImage first = first_circle(layer, squared_norm);
  const double apart = 2 * first.speed * std::pow(std::sin(delta / 2), 2);
  PairLaw law{first.length, first.length, apart / first.length};
  LinearNoise noise;
  for (int l = 1; l < last; ++l) {
    const PairAverages f = pair_averages(layer.phi, law);
    noise = propagate(noise, pair_noise_step(layer, law, f, orthogonal));
    law = pair_step(layer, law, f.product, f.difference);
  }
  return {-law.qa * law.distance, noise.bias[2] - noise.bias[0]};
}

/// Second and fourth derivative at 0 of an even function that vanishes there, from 13 points.
struct Derivatives {
  double second, fourth;
};
template <class Function>
Derivatives derivatives(Function f, double step) {
  constexpr double by_second[] = {12.0 / 7,   -15.0 / 56, 10.0 / 189,
                                  -1.0 / 112, 2.0 / 1925, -1.0 / 16632};
  constexpr double by_fourth[] = {-1769.0 / 175, 4469.0 / 1120, -4969.0 / 5670,
                                  643.0 / 4200,  -19.0 / 1050,  479.0 / 453600};
  Derivatives sum{0, 0};
  for (int k = 0; k < 6; ++k) {
    const double value = 2 * f((k + 1) * step);
    sum.second += by_second[k] * value / std::pow(step, 2);
    sum.fourth += by_fourth[k] * value / std::pow(step, 4);
  }
  return sum;
}

constexpr int depth = 4;

struct Setting {
  const char* activation;
  double weight_variance, bias_variance;
  bool orthogonal;
};

class CircleTest : public ::testing::TestWithParam<Setting> {
 protected:
  LayerLaw layer() const {
    return {nonlinearity(GetParam().activation), GetParam().weight_variance,
            GetParam().bias_variance};
  }
  template <class Member>
  Derivatives of_pairs(Member member) const {
    const auto at = [&](double delta) {
      return pair_of_points(layer(), delta, depth, GetParam().orthogonal).*member;
    };
    // A part of the angle over which the tangent turns around.
    const double turn = 1 / std::sqrt(circle_images(layer(), squared_norm, depth).back().gauss());
    return derivatives(at, 0.1 * turn);
  }
};

TEST_P(CircleTest, SpeedAndCurvatureOfTheCovariance) {
  const CircleImage image = circle_images(layer(), squared_norm, depth).back();
  const Derivatives c = of_pairs(&PairOfPoints::covariance);
  EXPECT_NEAR(-c.second / image.speed, 1, 1e-9);
  EXPECT_NEAR(c.fourth / (c.second * c.second) / image.curvature, 1, 1e-7);
}

// Through four layers the biases of the speed and the acceleration draw on every entry of the
// covariance of the Gram matrix.
TEST_P(CircleTest, BiasesOfTheCovariance) {
  CircleImage image = first_circle(layer(), squared_norm);
  CircleNoise noise;
  for (int l = 1; l < depth; ++l) {
    noise = circle_noise_step(layer(), image, noise, GetParam().orthogonal);
    image = circle_step(layer(), image);
  }
  const Derivatives d = of_pairs(&PairOfPoints::bias);
  const double g = image.speed;
  EXPECT_NEAR(noise.bias[velocity_velocity], -d.second / g, 1e-6 * (1 + std::abs(d.second) / g));
  EXPECT_NEAR(noise.bias[value_acceleration], d.second / g, 1e-6 * (1 + std::abs(d.second) / g));
  EXPECT_NEAR(noise.bias[acceleration_acceleration], d.fourth / (g * g),
              1e-5 * (1 + std::abs(d.fourth) / (g * g)));
}

// The length and a tangent alone are what the noise of tangents follows.
TEST_P(CircleTest, NoiseOfTheSpeedIsThatOfATangent) {
  CircleImage image = first_circle(layer(), squared_norm);
  CircleNoise noise;
  LinearNoise tangent;
  for (int l = 1; l < depth; ++l) {
    tangent = propagate(tangent, tangent_noise_step(layer(), image.length, GetParam().orthogonal));
    noise = circle_noise_step(layer(), image, noise, GetParam().orthogonal);
    image = circle_step(layer(), image);
  }
  constexpr CircleEntry same[] = {value_value, value_velocity, velocity_velocity};
  for (int i = 0; i < 3; ++i) {
    EXPECT_NEAR(noise.bias[same[i]], tangent.bias[i], 1e-10 * (1 + std::abs(tangent.bias[i])));
    for (int j = 0; j < 3; ++j)
      EXPECT_NEAR(noise.covariance[same[i]][same[j]], tangent.covariance[i][j],
                  1e-10 * (1 + std::abs(tangent.covariance[i][j])));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Settings, CircleTest,
    ::testing::Values(Setting{"tanh", 6.25, 0.09, false}, Setting{"tanh", 1.69, 0.09, false},
                      Setting{"tanh", 2, 0.1, true}, Setting{"erf", 1.5, 0, false},
                      Setting{"sin", 2, 0.3, true}, Setting{"gelu", 2, 0.2, false},
                      Setting{"mish", 2.5, 0.1, true}),
    [](const auto& test) { return test.param.activation + std::to_string(test.index); });

// The sheet's networks (section 2): the relative variance of the speed is (6.7 to 8.7)(l - 1)/N at
// sigma_w = 2.5, and a curvature formed in every network and then averaged is 78/N to 96/N above
// its value 3.506 in layer 6 (widths 800 to 200).
TEST(CircleNoise, AsInTheSheet) {
  const LayerLaw layer = tanh_layer(2.5);
  CircleImage image = circle_of(limit_length(layer));
  CircleNoise noise;
  for (int l = 1; l < 6; ++l) {
    noise = circle_noise_step(layer, image, noise, false);
    image = circle_step(layer, image);
    const double each = noise.covariance[velocity_velocity][velocity_velocity] / l;
    EXPECT_GT(each, 6.7 * 0.95);
    EXPECT_LT(each, 8.7 * 1.05);
  }
  EXPECT_TRUE(as_printed(image.curvature, "3.506"));
  constexpr int v = velocity_velocity, a = acceleration_acceleration, u = velocity_acceleration;
  const auto& c = noise.covariance;
  // Sums over the neurons themselves add the noise of N rows to that of their Gram matrix.
  const double speed = c[v][v] + 2, both = c[v][a], across = c[u][u] + image.curvature;
  // Second derivatives of (A V - U^2) / V^3 at V = 1, U = 0.
  const double of_ratio = 3 * image.curvature * speed - 2 * both - across;
  const double mean_of_ratios = circle_curvature(image, noise).bias + of_ratio;
  EXPECT_GT(mean_of_ratios, 78);
  EXPECT_LT(mean_of_ratios, 96);
}

TEST(Circle, IsPredicted) {
  Experiment experiment;
  experiment.inputs.manifold = "circle";
  experiment.inputs.points = 3;
  experiment.network.depth = 6;
  EXPECT_EQ(curve(predict(experiment), "manifold_curvature", "").bias.size(), 6u);
  EXPECT_TRUE(curve(predict(experiment), "manifold_length", "").variance.empty());
  experiment.inputs.points = 1;
  const Curve length = curve(predict(experiment), "manifold_length", "");
  const CircleImage last = circle_images(layer_law(experiment.network), 1, 6).back();
  EXPECT_EQ(length.value.back(), 2 * std::numbers::pi * std::sqrt(last.speed));
  EXPECT_GT(length.variance.back(), 0);
  experiment.network.activation = "relu";  // corners: a length, but no curvature
  EXPECT_EQ(curve(predict(experiment), "manifold_length", "").bias.size(), 6u);
  EXPECT_THROW(curve(predict(experiment), "manifold_curvature", ""), std::out_of_range);
  EXPECT_THROW(curve(predict(experiment), "gauss_map_length", ""), std::out_of_range);
}

}  // namespace
}  // namespace widefield::test
