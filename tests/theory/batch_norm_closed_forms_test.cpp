#include <gtest/gtest.h>

#include <boost/math/quadrature/gauss.hpp>
#include <numbers>

#include "host/architecture/batch_norm/limit.hpp"
#include "tests/theory/batch_norm_expect.hpp"

// Batch normalisation against what is known in closed form, and against the Gegenbauer series.
namespace widefield::test {
namespace {

using std::numbers::pi;

// Section 3.2: relu, with the normalised kernels of [cho2009] at the correlation -1/n.
TEST(BatchNormClosedForms, Relu) {
  for (const int B : {4, 5, 7, 12, 33, 150, 999}) {
    SCOPED_TRACE(B);
    const double n = B - 1, c = -1 / n;
    const double J = (std::sqrt(1 - c * c) + (pi - std::acos(c)) * c) / pi;
    const double slope = (pi - std::acos(c)) / pi;
    const BatchStep step = reached(batch_law("relu", B)).step;
    EXPECT_NEAR(step.product, 0.5 * J, 1e-13);
    EXPECT_NEAR(step.gradient.G, (n - 1 + J + slope) / ((n - 2) * (1 - J)), 1e-11);
    EXPECT_NEAR(step.forward.M, B * slope / ((B + 1) * (1 - J)), 1e-11);
    EXPECT_NEAR(step.forward.L, ((B - 2) * (1 - J) + B * slope / n) / ((B + 1) * (1 - J)), 1e-11);
    const double mean =
        std::sqrt(n / (4 * pi)) * std::exp(std::lgamma(n / 2) - std::lgamma(B / 2.0));
    EXPECT_NEAR(step.mean, mean, 1e-11);
  }
}

TEST(BatchNormClosedForms, Linear) {
  for (const int B : {4, 5, 7, 12, 33, 150, 999}) {
    SCOPED_TRACE(B);
    const double n = B - 1,
                 chi = std::sqrt(2) * std::exp(std::lgamma(B / 2.0) - std::lgamma(n / 2));
    const BatchStep step = reached(batch_law("linear", B)).step;
    EXPECT_NEAR(step.square, 1, 1e-13);
    EXPECT_NEAR(step.product, -1 / n, 1e-13);
    EXPECT_NEAR(step.gradient.G, (B - 2.0) / (B - 3), 1e-11);
    EXPECT_NEAR(step.gradient.L, (n * n - 2) / (n * n - 4), 1e-11);
    EXPECT_NEAR(step.gradient.M, (n * n - 2) / (n * n - 4), 1e-11);
    EXPECT_NEAR(step.forward.L, n / (B + 1), 1e-11);
    EXPECT_NEAR(step.forward.M, n / (B + 1), 1e-11);
    EXPECT_NEAR(step.cross_batch, chi * chi / n, 1e-11);
  }
}

TEST(BatchNormClosedForms, ReluWithInfiniteBatches) {
  const BatchLimit limit = batch_limit({nonlinearity("relu")});
  EXPECT_NEAR(limit.square, 0.5, 1e-15);
  EXPECT_NEAR(limit.mean * limit.mean, 1 / (2 * pi), 1e-15);
  EXPECT_NEAR(limit.gradient, pi / (pi - 1), 1e-14);
  EXPECT_NEAR(limit.forward_L, 1, 1e-14);
  EXPECT_NEAR(limit.cross_batch, pi / (2 * (pi - 1)), 1e-14);
}

// Corrections to infinite batches are of order 1/B: the error halves when B doubles.
TEST(BatchNormClosedForms, LargeBatchesApproachTheLimit) {
  for (const char* name : {"tanh", "gelu", "elu", "hard_tanh", "softplus", "leaky_relu"}) {
    SCOPED_TRACE(name);
    const BatchLimit limit = batch_limit({nonlinearity(name)});
    const BatchStep half = reached(batch_law(name, 256)).step,
                    full = reached(batch_law(name, 512)).step;
    const auto extrapolated = [](double at_half, double at_full) { return 2 * at_full - at_half; };
    EXPECT_NEAR(extrapolated(half.square, full.square), limit.square, 1e-4);
    EXPECT_NEAR(extrapolated(half.mean, full.mean), limit.mean, 1e-4);
    EXPECT_NEAR(extrapolated(half.gradient.G, full.gradient.G), limit.gradient, 1e-4);
    EXPECT_NEAR(extrapolated(half.gradient.L, full.gradient.L), limit.gradient, 1e-4);
    EXPECT_NEAR(extrapolated(half.forward.L, full.forward.L), limit.forward_L, 1e-4);
    EXPECT_NEAR(extrapolated(half.forward.M, full.forward.M), limit.cross_batch, 1e-4);
    EXPECT_NEAR(extrapolated(half.gradient.M, full.gradient.M), limit.cross_batch, 1e-4);
    EXPECT_NEAR(extrapolated(half.cross_batch, full.cross_batch), limit.cross_batch, 1e-4);
  }
}

// sigmoid(z) = 1/2 + tanh(z/2)/2: constants and factors do not matter.
TEST(BatchNormClosedForms, SigmoidIsAHalfScaledTanh) {
  BatchLaw half = batch_law("tanh", 11);
  half.f.scale = 0.5;
  const BatchStep one = reached(half).step, other = reached(batch_law("sigmoid", 11)).step;
  EXPECT_NEAR(one.gradient.G, other.gradient.G, 1e-12);
  EXPECT_NEAR(one.gradient.L, other.gradient.L, 1e-12);
  EXPECT_NEAR(one.gradient.M, other.gradient.M, 1e-12);
  EXPECT_NEAR(one.forward.L, other.forward.L, 1e-12);
  EXPECT_NEAR(one.forward.M, other.forward.M, 1e-12);
  EXPECT_NEAR(one.cross_batch, other.cross_batch, 1e-12);
}

TEST(BatchNormClosedForms, WithoutEpsilonTheWeightVarianceDropsOut) {
  for (const char* name : {"relu", "tanh", "silu"}) {
    BatchLaw wide = batch_law(name, 8);
    wide.weight_variance = 37;
    const BatchStep one = reached(batch_law(name, 8)).step, other = reached(wide).step;
    EXPECT_NEAR(one.square, other.square, 1e-13);
    EXPECT_NEAR(one.gradient.G, other.gradient.G, 1e-12);
    EXPECT_NEAR(one.forward.L, other.forward.L, 1e-12);
    EXPECT_NEAR(one.cross_batch, other.cross_batch, 1e-12);
  }
}

// The moments of homogeneous activations by quadrature with kinks and by Gaussian averages.
TEST(BatchNormClosedForms, QuadratureOfKinks) {
  for (const char* name : {"relu", "leaky_relu", "linear"})
    for (const int B : {2, 3, 4, 5, 8, 64, 300}) {
      SCOPED_TRACE(name + std::to_string(B));
      const BatchActivation f{nonlinearity(name), 1.3};
      const BatchMoments closed = batch_moments(f, {B, 0.7});
      const BatchMoments sum = batch_moments_by_quadrature(f, {B, 0.7});
      EXPECT_NEAR(sum.mean, closed.mean, 1e-12);
      EXPECT_NEAR(sum.response, closed.response, 1e-12);
      EXPECT_NEAR(sum.square.four, closed.square.four, 1e-11);
      EXPECT_NEAR(sum.slope_square.four, closed.slope_square.four, 1e-11);
      EXPECT_NEAR(sum.product.m00, closed.product.m00, 1e-12);
      EXPECT_NEAR(sum.product.m31, closed.product.m31, 1e-11);
      EXPECT_NEAR(sum.slope_product.m00, closed.slope_product.m00, 1e-12);
      EXPECT_NEAR(sum.slope_product.m22, closed.slope_product.m22, 1e-11);
      EXPECT_NEAR(sum.slope_product.m31, closed.slope_product.m31, 1e-11);
      EXPECT_NEAR(sum.fourth, closed.fourth, 1e-11);
      EXPECT_NEAR(sum.square_product, closed.square_product, 1e-11);
    }
}

// A kink away from 0: relu(z + b) - relu(z - b) - b is b hard_tanh(z / b).
TEST(BatchNormClosedForms, ShiftedKinks) {
  for (const int B : {4, 8, 40}) {
    const auto mean_square = [&](double shift) {
      return batch_moments({nonlinearity("relu"), 1, shift}, {B}).square.zero;
    };
    // E relu(z + b)^2 + E relu(-z + b)^2 = E (z + b)^2 = 1 + b^2; f is less relu(b).
    const BatchMoments up = batch_moments({nonlinearity("relu"), 1, 0.8}, {B});
    const BatchMoments down = batch_moments({nonlinearity("relu"), 1, -0.8}, {B});
    const double square_up = up.square.zero + 1.6 * up.mean + 0.64;
    EXPECT_NEAR(square_up + mean_square(-0.8), 1.64, 1e-13) << B;
    EXPECT_NEAR(up.slope_square.zero + down.slope_square.zero, 1, 1e-13) << B;
  }
}

// ---- Gegenbauer series
// ----------------------------------------------------------------------------------

// phi(sqrt(n) x) in polynomials orthogonal on the sphere of n dimensions, P_l(1) = 1: components
// b_l^2 and P_l(-1/n). No derivative of phi is used.
double gegenbauer_rate(const std::string& name, int B) {
  using Gauss = boost::math::quadrature::gauss<double, 100>;
  const Nonlinearity phi = nonlinearity(name);
  const int n = B - 1, degrees = 90;
  constexpr int panels = 4;
  std::vector<double> at, weight;
  for (int panel = 0; panel < panels; ++panel)
    for (std::size_t i = 0; i < Gauss::abscissa().size(); ++i)
      for (const double side : {-1.0, 1.0}) {
        at.push_back(pi * ((panel + 0.5 + 0.5 * side * Gauss::abscissa()[i]) / panels - 0.5));
        weight.push_back(Gauss::weights()[i] * std::pow(std::cos(at.back()), n - 2));
      }
  const auto polynomials = [&](double x) {  // (l + n - 2) P_{l+1} = (2l + n - 2) x P_l - l P_{l-1}
    std::vector<double> p = {1, x};
    for (int l = 1; l < degrees; ++l)
      p.push_back(((2 * l + n - 2) * x * p[l] - l * p[l - 1]) / (l + n - 2));
    return p;
  };
  std::vector<double> projection(degrees + 1), norm(degrees + 1);
  for (std::size_t i = 0; i < at.size(); ++i) {
    const double x = std::sin(at[i]), f = phi.jet(std::sqrt(n) * x).value;
    const std::vector<double> p = polynomials(x);
    for (int l = 0; l <= degrees; ++l) {
      projection[l] += weight[i] * f * p[l];
      norm[l] += weight[i] * p[l] * p[l];
    }
  }
  const std::vector<double> across = polynomials(-1.0 / n);
  double above = 0, below = 0;
  for (int l = 0; l <= degrees; ++l) {
    const double share = projection[l] * projection[l] / norm[l] * (1 - across[l]);
    above += l * (n - 2.0 + l) / (n - 2) * share;
    below += share;
  }
  return above / below;
}

TEST(BatchNormClosedForms, GegenbauerSeriesOfTheGradient) {
  for (const char* name : {"tanh", "erf", "gelu", "silu", "sigmoid", "softplus", "linear"})
    for (const int B : {4, 6, 8, 13})
      EXPECT_NEAR(reached(batch_law(name, B)).step.gradient.G, gegenbauer_rate(name, B), 1e-9)
          << name << " " << B;
}

// Whatever is not affine explodes faster.
TEST(BatchNormClosedForms, LinearExplodesLeast) {
  for (const char* name : {"relu", "leaky_relu", "tanh", "gelu", "elu", "selu", "hard_tanh", "sin"})
    for (const int B : {4, 8, 64})
      EXPECT_GT(reached(batch_law(name, B)).step.gradient.G, (B - 2.0) / (B - 3)) << name << B;
}

}  // namespace
}  // namespace widefield::test
