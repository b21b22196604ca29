// Points of a circle and their derivatives in the angle: what engines carry along must be the
// derivatives of what they compute.
#include <gtest/gtest.h>

#include <numbers>

#include "support.hpp"
#include "widefield/error.hpp"

namespace widefield {
namespace {

using std::numbers::pi;

Experiment circle(const std::string& activation, int points, int depth) {
  Experiment e = mlp(activation, 2.2, 0.1, depth);
  e.inputs.manifold = "circle";
  e.inputs.points = points;
  e.inputs.squared_norm = 0.8;
  e.run.precision = "float64";
  e.measure.observables = {"manifold_length", "manifold_curvature", "gauss_map_length"};
  return e;
}

TEST(Manifold, TheFirstLayerIsACircle) {
  for (const char* engine : {"gram", "state", "dense"}) {
    Experiment e = circle("tanh", 3, 2);
    e.run.engine = engine;
    const Records records = simulate_records(e, 20, 2);
    for (const double g : records.column("velocity_square", 1, ""))
      EXPECT_DOUBLE_EQ(g, 2.2 * 0.8);
    for (const double a : records.column("acceleration_square", 1, ""))
      EXPECT_DOUBLE_EQ(a, 2.2 * 0.8);
    for (const double va : records.column("velocity_acceleration", 1, ""))
      EXPECT_NEAR(va, 0, 1e-15);
  }
}

/// Mean over the points a of h(theta_a) . h(theta_a + d) / N in one layer of one network, as the
/// coefficients of a cosine series in d: [0 .. points / 2].
std::vector<double> cosine_series(const Records& records, std::size_t network, int layer,
                                  int points) {
  const std::vector<int> place = circle_places(points);
  std::vector<double> series(points / 2 + 1, 0.0);
  for (int a = 0; a < points; ++a)
    for (int b = a; b < points; ++b) {
      const double q =
          records.column("gram", layer, std::to_string(a) + "," + std::to_string(b))[network];
      for (int n = 0; n <= points / 2; ++n)
        series[n] += (a == b ? 1 : 2) * (n == 0 || 2 * n == points ? 1.0 : 2.0) * q *
                     std::cos(2 * pi * n * (place[a] - place[b]) / points) / points / points;
    }
  return series;
}

/// The products of neighbouring points know the derivatives along the circle: their second
/// derivative at distance 0 is -|h'|^2 / N and their fourth |h''|^2 / N. Their cosine series
/// converges exponentially, and the points resolve it to about 1e-7. Any network, no statistics.
TEST(Manifold, DerivativesAreThoseOfTheCurveThroughThePoints) {
  constexpr int points = 40, depth = 3, networks = 2;
  for (const char* activation : {"erf", "sin", "gelu"})
    for (const char* engine : {"gram", "state", "dense"}) {
      SCOPED_TRACE(std::string(activation) + " " + engine);
      Experiment e = circle(activation, points, depth);
      e.network.weight_variance = 0.8;
      e.measure.observables.push_back("correlation_map");
      e.run.engine = engine;
      const Records records = simulate_records(e, 150, networks);
      for (std::size_t network = 0; network < networks; ++network) {
        const auto series = cosine_series(records, network, depth, points);
        double speed = 0, bend = 0;
        for (int n = 0; n <= points / 2; ++n) {
          speed += std::pow(n, 2) * series[n];
          bend += std::pow(n, 4) * series[n];
        }
        EXPECT_NEAR(records.column("velocity_square", depth, "")[network] / speed, 1, 1e-6);
        EXPECT_NEAR(records.column("acceleration_square", depth, "")[network] / bend, 1, 1e-5);
        // |h'|^2 comes back to itself after a turn.
        EXPECT_NEAR(records.column("velocity_acceleration", depth, "")[network] / speed, 0, 1e-6);
      }
    }
}

TEST(Manifold, WithoutOneItIsRefused) {
  Experiment e = circle("tanh", 3, 2);
  e.inputs.manifold = "";
  try {
    plan(e, 20);
    FAIL() << "no error";
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("set inputs.manifold = circle"), std::string::npos);
  }
}

TEST(Manifold, StandsBesideTangentsAndGradients) {
  Experiment e = circle("tanh", 2, 4);
  e.run.precision = "float32";
  e.run.engine = "state";
  const Records alone = simulate_records(e, 40, 3);
  e.measure.observables = {"manifold_curvature", "chi_1", "length_map"};
  const Records beside = simulate_records(e, 40, 3);
  for (const double t : beside.column("tangent_square", 1, "1"))
    EXPECT_DOUBLE_EQ(t, 2.2);
  for (const double value : beside.values)
    EXPECT_TRUE(std::isfinite(value));
  EXPECT_EQ(alone.column("velocity_square", 1, ""), beside.column("velocity_square", 1, ""));
}

}  // namespace
}  // namespace widefield
