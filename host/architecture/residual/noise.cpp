#include "host/architecture/residual/noise.hpp"

#include <array>
#include <cmath>
#include <utility>

#include "host/gaussian/gaussian_average.hpp"

namespace widefield {
namespace {

using Gram2 = std::array<std::array<double, 2>, 2>;
using Entries = std::array<std::pair<int, int>, noise_size>;  // of a Gram matrix of two vectors

constexpr Entries lengths_then_product = {{{0, 0}, {1, 1}, {0, 1}}};
constexpr Entries length_product_length = {{{0, 0}, {0, 1}, {1, 1}}};

// G_ac T_bd + G_ad T_bc + G_bc T_ad + G_bd T_ac: what G + (x u^T + u x^T)/N varies by when u has
// the covariance T.
Matrix3 cross_covariance(const Gram2& g, const Gram2& t, const Entries& entries) {
  Matrix3 sum{};
  for (int i = 0; i < noise_size; ++i)
    for (int j = 0; j < noise_size; ++j) {
      const auto [a, b] = entries[i];
      const auto [c, d] = entries[j];
      sum[i][j] = g[a][c] * t[b][d] + g[a][d] * t[b][c] + g[b][c] * t[a][d] + g[b][d] * t[a][c];
    }
  return sum;
}

void add(Matrix3& sum, double factor, const Matrix3& term) {
  for (int i = 0; i < noise_size; ++i)
    for (int j = 0; j < noise_size; ++j)
      sum[i][j] += factor * term[i][j];
}

Gram2 sum_of(const Gram2& g, const Gram2& t) {
  return {{{g[0][0] + t[0][0], g[0][1] + t[0][1]}, {g[1][0] + t[1][0], g[1][1] + t[1][1]}}};
}

// The noise of the Gram matrix G + T, in units of 1/N; `hidden` is sigma_v^4 times the covariance
// of one hidden neuron's share of T.
Matrix3 block_noise(const ResidualBlock& block, const Gram2& g, const Gram2& t,
                    const Matrix3& hidden, const Entries& entries) {
  Matrix3 noise{};
  if (block.projects) {
    const Gram2 all = sum_of(g, t);
    add(noise, 0.5 / block.width, cross_covariance(all, all, entries));
  } else {
    add(noise, 1 / block.width, cross_covariance(g, t, entries));
    if (!block.reduced) add(noise, 0.5 / block.width, cross_covariance(t, t, entries));
  }
  add(noise, 1 / block.hidden, hidden);
  return noise;
}

Gram2 pair_gram(const ResidualPair& pair) {
  return {{{pair.a.norm, pair.product()}, {pair.product(), pair.b.norm}}};
}

// The covariance of increments.
Gram2 pair_increment(const Nonlinearity& phi, const ResidualBlock& block, const PairLaw& law,
                     const PairAverages& f) {
  const double v = block.variances.branch, a = block.variances.branch_bias;
  const double cross = v * f.product + a;
  return {{{v * square(phi, law.qa) + a, cross}, {cross, v * square(phi, law.qb) + a}}};
}

// F = <phi phi^T> as a map of the Gram matrix of h, with the noise of one neuron.
LayerLaw plain_layer(const Nonlinearity& phi) {
  return {phi, 1, 0, 1};
}

Matrix3 identity() {
  return {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
}

}  // namespace

NoiseStep residual_pair_step(const Nonlinearity& phi, const ResidualBlock& block,
                             const ResidualPair& below, const PairAverages& averages) {
  const double w = block.variances.weight, v = block.variances.branch;
  const PairLaw law = field_law(block, below);
  const NoiseStep f = pair_noise_step(plain_layer(phi), law, averages, false);
  NoiseStep step;
  step.jacobian = identity();
  add(step.jacobian, v * w, f.jacobian);
  for (int i = 0; i < noise_size; ++i)
    add(step.hessian[i], v * w * w, f.hessian[i]);
  Matrix3 hidden{};
  add(hidden, v * v, f.noise);
  step.noise = block_noise(block, pair_gram(below), pair_increment(phi, block, law, averages),
                           hidden, lengths_then_product);
  return step;
}

// tangent_noise_step speaks of h and of a tangent u with unit variance, and of the next ones in
// units of theirs; here u = W t has the variance sigma_w^2.
NoiseStep residual_tangent_step(const Nonlinearity& phi, const ResidualBlock& block,
                                const ResidualState& below) {
  const double w = block.variances.weight, v = block.variances.branch;
  const double q = field_length(block, below), gain = branch_gain(phi, block, below);
  const NoiseStep f = tangent_noise_step(plain_layer(phi), q, false);
  const Vector3 row = {v, std::sqrt(v * gain), gain}, column = {w, std::sqrt(w), 1};
  const Vector3 unit = {1, std::sqrt(1 + gain), 1 + gain};
  NoiseStep step;
  Matrix3 hidden{};
  for (int i = 0; i < noise_size; ++i)
    for (int j = 0; j < noise_size; ++j) {
      step.jacobian[i][j] = ((i == j ? 1 : 0) + row[i] * f.jacobian[i][j] * column[j]) / unit[i];
      hidden[i][j] = row[i] * row[j] * f.noise[i][j];
      for (int k = 0; k < noise_size; ++k)
        step.hessian[i][j][k] = row[i] * f.hessian[i][j][k] * column[j] * column[k] / unit[i];
    }
  const double increment = v * square(phi, q) + block.variances.branch_bias;
  const Gram2 states = {{{below.norm, 0}, {0, 1}}}, increments = {{{increment, 0}, {0, gain}}};
  step.noise = block_noise(block, states, increments, hidden, length_product_length);
  for (int i = 0; i < noise_size; ++i)
    for (int j = 0; j < noise_size; ++j)
      step.noise[i][j] /= unit[i] * unit[j];
  return step;
}

}  // namespace widefield
