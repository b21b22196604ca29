#include <gtest/gtest.h>

#include <boost/math/quadrature/gauss.hpp>
#include <functional>
#include <numbers>

#include "tests/theory/batch_norm_expect.hpp"

// The maps of whole B x B matrices by brute force, from their definitions alone: products of
// Gauss-Legendre rules over the angles of the sphere and over the radius of the fields of a neuron.
// Directions G, L and M must be eigenvectors, and their factors the rates of the theory.
namespace widefield::test {
namespace {

using std::numbers::pi;
using Vector = std::vector<double>;
using Square = std::vector<Vector>;

Square zeros(int size) {
  return Square(size, Vector(size, 0));
}

// A point of R^n with its weight under the standard normal law.
struct Sample {
  Vector point;
  double weight = 1;
  double radius = 1;  // of the circle or sphere on which the rest of the point lies
};

struct Line {
  Vector node, weight;
};

template <unsigned count>
Line legendre(double from, double to) {
  using Gauss = boost::math::quadrature::gauss<double, count>;
  Line line;
  for (std::size_t i = 0; i < Gauss::abscissa().size(); ++i)
    for (const double side : {-1.0, 1.0}) {
      line.node.push_back(0.5 * (from + to) + 0.5 * (to - from) * side * Gauss::abscissa()[i]);
      line.weight.push_back(Gauss::weights()[i]);
    }
  return line;
}

// Directions: all but the last angle from 0 to pi, with the density sin^k.
void directions(int dimension, const Sample& so_far, bool fine, std::vector<Sample>& out) {
  const double radius = so_far.radius;
  if (dimension == 2) {
    const int around = fine ? 48 : 32;
    for (int i = 0; i < around; ++i) {
      Sample sample = so_far;
      sample.point.push_back(radius * std::cos(2 * pi * i / around));
      sample.point.push_back(radius * std::sin(2 * pi * i / around));
      out.push_back(sample);
    }
    return;
  }
  const Line angles = fine ? legendre<24>(0, pi) : legendre<16>(0, pi);
  for (std::size_t i = 0; i < angles.node.size(); ++i) {
    Sample sample = so_far;
    const double sine = std::sin(angles.node[i]);
    sample.point.push_back(radius * std::cos(angles.node[i]));
    sample.radius = radius * sine;
    sample.weight *= angles.weight[i] * std::pow(sine, dimension - 2);
    directions(dimension - 1, sample, fine, out);
  }
}

std::vector<Sample> normal_samples(int dimension) {
  std::vector<Sample> sphere, all;
  directions(dimension, Sample{}, dimension == 3, sphere);
  const Line radii = dimension == 3 ? legendre<30>(0, 9) : legendre<20>(0, 9);
  for (std::size_t i = 0; i < radii.node.size(); ++i)
    for (const Sample& each : sphere) {
      const double r = radii.node[i];
      Sample sample = each;
      for (double& x : sample.point)
        x *= r;
      sample.weight *= radii.weight[i] * std::pow(r, dimension - 1) * std::exp(-0.5 * r * r);
      all.push_back(sample);
    }
  double sum = 0;
  for (const Sample& each : all)
    sum += each.weight;
  for (Sample& each : all)
    each.weight /= sum;
  return all;
}

// Rows of an orthonormal basis of the vectors whose sum vanishes (Helmert).
Square helmert(int B) {
  Square basis;
  for (int k = 1; k < B; ++k) {
    Vector row(B, 0);
    for (int a = 0; a < k; ++a)
      row[a] = 1 / std::sqrt(k * (k + 1.0));
    row[k] = -k / std::sqrt(k * (k + 1.0));
    basis.push_back(row);
  }
  return basis;
}

struct Normalised {
  Vector y;
  double s;
};

// An ensemble of fields h ~ N(0, Sigma) of one batch, Sigma = mu (G + change).
struct Brute {
  BatchLaw law;
  double mu;
  std::vector<Sample> samples = normal_samples(law.batch - 1);
  Square basis = helmert(law.batch);

  int B() const { return law.batch; }

  Vector field(const Sample& sample, const Square& change) const {
    Vector v(B(), 0), h(B(), 0);
    for (int a = 0; a < B(); ++a)
      for (std::size_t k = 0; k < sample.point.size(); ++k)
        v[a] += basis[k][a] * sample.point[k];
    for (int a = 0; a < B(); ++a) {
      h[a] = v[a];
      for (int b = 0; b < B(); ++b)
        h[a] += 0.5 * change[a][b] * v[b];  // the square root of 1 + change, to first order
      h[a] *= std::sqrt(mu);
    }
    return h;
  }

  Normalised normalise(const Vector& h) const {
    double mean = 0, square = 0;
    for (const double x : h)
      mean += x / B();
    for (const double x : h)
      square += (x - mean) * (x - mean) / B();
    Normalised result{{}, std::sqrt(square + law.epsilon)};
    for (const double x : h)
      result.y.push_back((x - mean) / result.s);
    return result;
  }

  // E f(y_a) f(y_b) sigma_w^2 / mu: of the next layer, in units of mu.
  Square forward(const Square& change) const {
    Square sum = zeros(B());
    for (const Sample& sample : samples) {
      const Vector y = normalise(field(sample, change)).y;
      for (int a = 0; a < B(); ++a)
        for (int b = 0; b < B(); ++b)
          sum[a][b] += sample.weight * law.weight_variance / mu * law.f.phi.jet(y[a]).value *
                       law.f.phi.jet(y[b]).value;
    }
    return sum;
  }

  // sigma_w^2 E X^T Pi X with the Jacobian X of the signals.
  Square backward(const Square& above) const {
    Square sum = zeros(B());
    for (const Sample& sample : samples)
      add_pulled(above, sample, sum);
    return sum;
  }

  void add_pulled(const Square& above, const Sample& sample, Square& sum) const {
    const Normalised at = normalise(field(sample, zeros(B())));
    Square jacobian = zeros(B()), half = zeros(B());
    for (int a = 0; a < B(); ++a)
      for (int c = 0; c < B(); ++c)
        jacobian[a][c] =
            law.f.phi.jet(at.y[a]).first / at.s * ((a == c) - 1.0 / B() - at.y[a] * at.y[c] / B());
    for (int a = 0; a < B(); ++a)
      for (int b = 0; b < B(); ++b)
        for (int c = 0; c < B(); ++c)
          half[a][c] += above[a][b] * jacobian[b][c];
    for (int a = 0; a < B(); ++a)
      for (int c = 0; c < B(); ++c)
        for (int d = 0; d < B(); ++d)
          sum[c][d] += sample.weight * law.weight_variance * jacobian[a][c] * half[a][d];
  }
};

// G X G.
Square centred(const Square& x) {
  const int B = static_cast<int>(x.size());
  Square result = x;
  for (int a = 0; a < B; ++a)
    for (int b = 0; b < B; ++b)
      for (int c = 0; c < B; ++c) {
        result[a][b] -= (x[c][b] + x[a][c]) / B;
        for (int d = 0; d < B; ++d)
          result[a][b] += x[c][d] / (B * B);
      }
  return result;
}

Square direction_G(int B) {
  Square d = zeros(B);
  for (int a = 0; a < B; ++a)
    d[a][a] = 1;
  return centred(d);
}
Square direction_L(int B) {
  Square d = zeros(B);
  d[0][0] = 1;
  d[1][1] = -1;
  return centred(d);
}
// (0, 1) - (1, 2) + (2, 3) - (3, 0): zero diagonal, zero row sums.
Square direction_M(int B) {
  Square d = zeros(B);
  for (int a = 0; a < 4; ++a)
    d[a][(a + 1) % 4] = d[(a + 1) % 4][a] = a % 2 == 0 ? 1 : -1;
  return d;
}

void expect_multiple(const Square& image, const Square& direction, double rate) {
  for (std::size_t a = 0; a < image.size(); ++a)
    for (std::size_t b = 0; b < image.size(); ++b)
      EXPECT_NEAR(image[a][b], rate * direction[a][b], 2e-7) << a << "," << b;
}

// The derivative of the map along a direction, by central differences.
Square derivative(const Brute& brute, const Square& direction) {
  constexpr double step = 1e-4;
  Square up = direction, down = direction;
  for (std::size_t a = 0; a < up.size(); ++a)
    for (std::size_t b = 0; b < up.size(); ++b) {
      up[a][b] *= step;
      down[a][b] *= -step;
    }
  up = brute.forward(up);
  down = brute.forward(down);
  for (std::size_t a = 0; a < up.size(); ++a)
    for (std::size_t b = 0; b < up.size(); ++b)
      up[a][b] = (up[a][b] - down[a][b]) / (2 * step);
  return centred(up);
}

struct Case {
  std::string activation;
  int batch;
  double weight_variance, epsilon;
};

class BatchNormOperators : public ::testing::TestWithParam<Case> {};

TEST_P(BatchNormOperators, HaveTheRatesOfTheTheory) {
  const Case& of = GetParam();
  BatchLaw law = batch_law(of.activation, of.batch, of.epsilon);
  law.weight_variance = of.weight_variance;
  const BatchFixedPoint point = reached(law);
  const Brute brute{law, point.mu};
  const Square G = direction_G(of.batch), L = direction_L(of.batch), M = direction_M(of.batch);
  const Square here = brute.forward(zeros(of.batch));
  EXPECT_NEAR(here[0][0], of.weight_variance / point.mu * point.step.square, 1e-7);
  EXPECT_NEAR(here[1][3], of.weight_variance / point.mu * point.step.product, 1e-7);
  expect_multiple(centred(here), G, 1);
  expect_multiple(derivative(brute, G), G, point.step.forward.G);
  expect_multiple(derivative(brute, L), L, point.step.forward.L);
  expect_multiple(derivative(brute, M), M, point.step.forward.M);
  expect_multiple(brute.backward(G), G, point.step.gradient.G);
  expect_multiple(brute.backward(L), L, point.step.gradient.L);
  expect_multiple(brute.backward(M), M, point.step.gradient.M);
}

// Two batches meet only through E f(y_a) h_c / mu = alpha G: the factor is sigma_w^2 alpha^2.
TEST_P(BatchNormOperators, ActOnTwoBatchesTwice) {
  const Case& of = GetParam();
  BatchLaw law = batch_law(of.activation, of.batch, of.epsilon);
  law.weight_variance = of.weight_variance;
  const BatchFixedPoint point = reached(law);
  const Brute brute{law, point.mu};
  Square alpha = zeros(of.batch);
  for (const Sample& sample : brute.samples) {
    const Vector h = brute.field(sample, zeros(of.batch)), y = brute.normalise(h).y;
    for (int a = 0; a < of.batch; ++a)
      for (int c = 0; c < of.batch; ++c)
        alpha[a][c] += sample.weight * law.f.phi.jet(y[a]).value * h[c] / point.mu;
  }
  const double root = std::sqrt(point.step.cross_batch / of.weight_variance);
  expect_multiple(alpha, direction_G(of.batch), root);
}

INSTANTIATE_TEST_SUITE_P(Brute, BatchNormOperators,
                         ::testing::Values(Case{"tanh", 4, 1, 0}, Case{"gelu", 4, 1, 0},
                                           Case{"silu", 4, 1, 0.2}, Case{"tanh", 4, 2, 0.3},
                                           Case{"gelu", 5, 2, 0.3}),
                         [](const auto& each) {
                           const Case& of = each.param;
                           return of.activation + std::to_string(of.batch) +
                                  (of.epsilon > 0 ? "epsilon" : "") + std::to_string(each.index);
                         });

}  // namespace
}  // namespace widefield::test
