#include <gtest/gtest.h>

#include "host/architecture/mean_field/linear_noise.hpp"
#include "tests/theory/expect.hpp"

namespace widefield::test {
namespace {

LayerLaw tanh_layer(double weight, double bias) {
  return {nonlinearity("tanh"), weight, bias};
}

double limit_length(const LayerLaw& layer) {
  return length_limit(layer, length_fixed_points(layer), 1);
}

TEST(Noise, StationaryAsInTheSheet) {
  for (const TableRow& row : read_table("stationary_noise.csv")) {
    SCOPED_TRACE(describe(row));
    const LayerLaw layer = layer_of(row);
    const double q = limit_length(layer);
    const LengthNoise noise = stationary_length_noise(layer, q, false);
    EXPECT_TRUE(as_printed(q, row.at("q_star")));
    EXPECT_TRUE(as_printed(noise.variance, row.at("variance")));
    EXPECT_TRUE(as_printed(noise.bias, row.at("bias")));
    EXPECT_TRUE(as_printed(3 * noise.variance / (q * q), row.at("kurtosis")));
  }
}

// Orthogonal weights keep |W x|: little noise is left. Without bias the sheet's .0424 is that of
// thirteen layers after q = 1; the stationary value is .0422.
TEST(Noise, OrthogonalWeightsAsInTheSheet) {
  const LayerLaw biased = tanh_layer(1.7, 0.3), plain = tanh_layer(1.7, 0);
  EXPECT_TRUE(
      as_printed(stationary_length_noise(biased, limit_length(biased), true).variance, ".2086"));
  EXPECT_TRUE(
      as_printed(stationary_length_noise(plain, limit_length(plain), false).variance, ".2672"));
  LengthNoise noise;
  double q = 1;
  for (int l = 0; l < 13; ++l) {
    noise = length_noise_step(plain, q, noise, true);
    q = length_step(plain, q);
  }
  EXPECT_TRUE(as_printed(noise.variance, ".0424"));
}

// tanh, sigma_w = 1, no bias: q^l ~ 1/2l and N Var/q^2 -> 2l/3.
TEST(Noise, GrowsWithDepthAtCriticality) {
  const LayerLaw layer = tanh_layer(1, 0);
  double q = 1;
  LengthNoise noise;
  int steps = 0;
  for (const TableRow& row : read_table("critical_length.csv")) {
    SCOPED_TRACE(describe(row));
    for (; steps < number(row, "steps"); ++steps) {
      noise = length_noise_step(layer, q, noise, false);
      q = length_step(layer, q);
    }
    EXPECT_TRUE(as_printed(q, row.at("q")));
    EXPECT_TRUE(as_printed(2 * steps * q, row.at("scaled")));
    EXPECT_TRUE(as_printed(noise.variance / (q * q * steps), row.at("relative_noise")));
  }
}

struct Pair {
  PairLaw law;
  LinearNoise noise;

  double cross() const { return law.correlation() * std::sqrt(law.qa * law.qb); }
  double cross_at(double width) const { return cross() + noise.bias[2] / width; }
  double length_at(double width) const { return law.qa + noise.bias[0] / width; }
};

Pair after(const LayerLaw& layer, double start, int steps, bool orthogonal = false) {
  Pair pair{{1, 1, 1 - start}, {}};
  for (int l = 0; l < steps; ++l) {
    const PairAverages f = pair_averages(layer.phi, pair.law);
    pair.noise = propagate(pair.noise, pair_noise_step(layer, pair.law, f, orthogonal));
    pair.law = pair_step(layer, pair.law);
  }
  return pair;
}

// The predictions that the sheet holds against its samplers (section 3).
TEST(Noise, PairsAsInTheSheet) {
  const LayerLaw chaotic = tanh_layer(4, 0.05), ordered = tanh_layer(1.7, 0.05);
  const Pair six = after(chaotic, 0.9, 6);
  EXPECT_TRUE(as_printed(six.cross(), "1.599205"));
  EXPECT_TRUE(as_printed(six.cross_at(50), "1.616940"));
  EXPECT_TRUE(as_printed(six.cross_at(100), "1.608072"));
  EXPECT_TRUE(as_printed(six.cross_at(400), "1.601422"));
  EXPECT_TRUE(as_printed(after(chaotic, 0.9, 4).cross_at(100), "1.75285"));
  const Pair four = after(ordered, 0.5, 4), eight = after(ordered, 0.5, 8);
  EXPECT_TRUE(as_printed(four.law.qa, ".555215"));
  EXPECT_TRUE(as_printed(four.length_at(100), ".553693"));
  EXPECT_TRUE(as_printed(eight.law.qa, ".534725"));
  EXPECT_TRUE(as_printed(eight.length_at(100), ".532687"));
  EXPECT_TRUE(as_printed(four.noise.covariance[0][0], ".2768"));
  EXPECT_TRUE(as_printed(eight.noise.covariance[0][0], ".2722"));
  EXPECT_TRUE(as_printed(four.noise.covariance[2][2], ".5886"));
  EXPECT_TRUE(as_printed(eight.noise.covariance[2][2], ".6738"));
  const Pair relu = after({nonlinearity("relu"), 2, 0}, 0.5, 8);
  EXPECT_TRUE(as_printed(relu.cross(), ".8722"));
  EXPECT_TRUE(as_printed(relu.cross_at(100), ".8583"));
}

// N Var[ln T]/L of tangents: its limit and its value after ten layers from a fixed length.
TEST(Noise, LogarithmsOfTangentsAsInTheSheet) {
  for (const auto& [weight, limit, ten] :
       {std::tuple{1.7, "3.9089", "3.6854"}, {2.0, "4.3035", ""}, {4.0, "6.3547", "6.2023"}}) {
    const LayerLaw layer = tanh_layer(weight, 0.05);
    const NoiseStep step = tangent_noise_step(layer, limit_length(layer), false);
    LinearNoise noise;
    double before = 0;
    for (int l = 1; l <= 200; ++l) {
      before = noise.covariance[2][2];
      noise = propagate(noise, step);
      if (l != 10 || !*ten) continue;
      EXPECT_TRUE(as_printed(noise.covariance[2][2] / 10, ten));
    }
    EXPECT_TRUE(as_printed(noise.covariance[2][2] - before, limit));
  }
}

// Powers below 1: <phi'' phi''> is a derivative that exists where phi'' has no average. N (c -
// c_inf) at layer 10 from c = 1/2, weight variance 2, by an exact second-order recursion.
TEST(Noise, CorrelationsOfFractionalPowers) {
  for (const auto& [bias, power, value] : {std::tuple{0.05, 0.6, .1085},
                                           {0.05, 0.8, .1644},
                                           {0.05, 0.95, -.2666},
                                           {0.05, 1.0, -1.1279},
                                           {0.0, 0.6, .1057},
                                           {0.0, 0.8, .1434},
                                           {0.0, 0.95, -.5307},
                                           {0.0, 1.0, -1.6131}}) {
    Experiment e;
    e.network.activation = "alpha_relu";
    e.network.activation_power = power;
    e.network.weight_variance = 2;
    e.network.bias_variance = bias;
    e.network.depth = 10;
    const Prediction prediction = predict(e);
    EXPECT_NEAR(curve(prediction, "correlation_map", "0,1").bias.back(), value, 6e-5)
        << power << " " << bias;
  }
}

// An identical pair fluctuates as one input: every entry of the Gram matrix has the same noise.
TEST(Noise, IdenticalInputsAreOneInput) {
  for (const char* name : {"tanh", "relu", "hard_tanh", "selu", "gelu"})
    for (const bool orthogonal : {false, true}) {
      SCOPED_TRACE(name);
      const LayerLaw layer{nonlinearity(name), 1.3, 0.1};
      LengthNoise one;
      double q = 1;
      for (int l = 0; l < 3; ++l) {
        one = length_noise_step(layer, q, one, orthogonal);
        q = length_step(layer, q);
      }
      const Pair pair = after(layer, 1, 3, orthogonal);
      for (int i = 0; i < noise_size; ++i) {
        EXPECT_NEAR(pair.noise.bias[i], one.bias, 1e-11 * (1 + std::abs(one.bias)));
        for (int j = 0; j < noise_size; ++j)
          EXPECT_NEAR(pair.noise.covariance[i][j], one.variance, 1e-11 * one.variance);
      }
    }
}

// Orthogonal weights make a linear network without bias keep every Gram matrix: no noise at all.
TEST(Noise, OrthogonalLinearNetworksHaveNone) {
  const Pair pair = after({nonlinearity("linear"), 1, 0}, 0.3, 5, true);
  for (int i = 0; i < noise_size; ++i) {
    EXPECT_NEAR(pair.noise.bias[i], 0, 1e-14);
    for (int j = 0; j < noise_size; ++j)
      EXPECT_NEAR(pair.noise.covariance[i][j], 0, 1e-14);
  }
}

// Derivatives of the map against differences of the map.
TEST(Noise, DerivativesOfThePairMap) {
  for (const char* name :
       {"tanh", "relu", "leaky_relu", "hard_tanh", "selu", "elu", "gelu", "mish"}) {
    SCOPED_TRACE(name);
    const LayerLaw layer{nonlinearity(name), 1.3, 0.1};
    const Vector3 at = {0.9, 1.6, 0.7};
    const auto map = [&](const Vector3& g) {
      return covariance_step(layer, pair_law(g[0], g[1], g[2]));
    };
    const PairLaw law = pair_law(at[0], at[1], at[2]);
    const NoiseStep step = pair_noise_step(layer, law, pair_averages(layer.phi, law), false);
    const double h = 1e-3;
    const auto moved = [&](int i, double by_i, int j, double by_j) {
      Vector3 g = at;
      g[i] += by_i * h;
      g[j] += by_j * h;
      return map(g);
    };
    for (int i = 0; i < noise_size; ++i) {
      const double near = moved(i, 1, i, 0) - moved(i, -1, i, 0);
      const double far = moved(i, 2, i, 0) - moved(i, -2, i, 0);
      EXPECT_NEAR(step.jacobian[2][i], (8 * near - far) / (12 * h), 1e-10);
      for (int j = 0; j < noise_size; ++j) {
        const double mixed = i == j ? moved(i, 1, i, 0) - 2 * map(at) + moved(i, -1, i, 0)
                                    : (moved(i, 1, j, 1) - moved(i, 1, j, -1) - moved(i, -1, j, 1) +
                                       moved(i, -1, j, -1)) /
                                          4;
        EXPECT_NEAR(step.hessian[2][i][j], mixed / (h * h), 2e-6);  // h^2 and rounding/h^2
      }
    }
  }
}

}  // namespace
}  // namespace widefield::test
