#include "tests/law/oracle.hpp"

#include <cmath>

#include "kernels/random/normal.hpp"
#include "tests/law/gram_schmidt.hpp"

namespace widefield::law {
namespace {

using Vector = std::vector<double>;
using Matrix = std::vector<Vector>;

/// One random number of a stream, of neuron (or column) i of copy (or row) `copy`.
double normal(const Stream& stream, int copy, int i) {
  double z[4];
  normals<double>(stream, copy, i / 64, i % 64 / 4, z);
  return z[i % 4];
}
double uniform(const Stream& stream, int copy, int i) {
  double u[4];
  uniforms<double>(stream, copy, i / 64, i % 64 / 4, u);
  return u[i % 4];
}

double inner(const Vector& x, const Vector& y) {
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    sum += x[i] * y[i];
  return sum;
}

/// The Q of Householder's factorisation whose j-th reflection comes from row j of the stream, by
/// multiplying full matrices. [stewart1980]
Matrix haar(const Stream& stream, int n) {
  Matrix q(n, Vector(n));
  for (int i = 0; i < n; ++i)
    q[i][i] = normal(stream, i, i) < 0 ? 1 : -1;
  for (int j = n - 1; j >= 0; --j) {
    Vector v(n);
    for (int i = j; i < n; ++i)
      v[i] = normal(stream, j, i);
    v[j] += std::copysign(std::sqrt(inner(v, v)), v[j]);
    for (int column = 0; column < n; ++column) {
      double overlap = 0;
      for (int i = 0; i < n; ++i)
        overlap += v[i] * q[i][column];
      for (int i = 0; i < n; ++i)
        q[i][column] -= 2 * overlap / inner(v, v) * v[i];
    }
  }
  return q;
}

Matrix weights(const Oracle& oracle, const Stream& stream, int n) {
  Matrix w(n, Vector(n));
  if (oracle.task.weights == WeightLaw::orthogonal) w = haar(stream, n);
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) {
      const double deviation = std::sqrt(oracle.weight_variance / n);
      const double centred = uniform(stream, i, j) - 0.5;
      switch (oracle.task.weights) {
        case WeightLaw::gaussian:
          w[i][j] = deviation * normal(stream, i, j);
          break;
        case WeightLaw::uniform:
          w[i][j] = deviation * std::sqrt(12) * centred;
          break;
        case WeightLaw::rademacher:
          w[i][j] = centred < 0 ? -deviation : deviation;
          break;
        case WeightLaw::orthogonal:
          w[i][j] *= std::sqrt(oracle.weight_variance);
          break;
      }
    }
  return w;
}

/// Input vectors (and directions) with the exact Gram matrix of the task, [copy][neuron].
Matrix inputs(const Task& task, std::uint32_t network, int n) {
  const int k = task.copies.count();
  Vector frame(k * n), r(k * k), factor(task.gram, task.gram + k * k);
  for (int a = 0; a < k; ++a)
    for (int i = 0; i < n; ++i)
      frame[a * n + i] = normal({task.key, Purpose::input, network, 0}, a, i);
  gram_schmidt(frame.data(), n, k, r.data(), 1e-13);
  Matrix x(k, Vector(n));
  for (int a = 0; a < k; ++a)  // Cholesky, row by row
    for (int b = 0; b <= a; ++b) {
      for (int p = 0; p < b; ++p)
        factor[a * k + b] -= factor[a * k + p] * factor[b * k + p];
      factor[a * k + b] =
          a == b ? std::sqrt(factor[a * k + a]) : factor[a * k + b] / factor[b * k + b];
      for (int i = 0; i < n; ++i)
        x[a][i] += std::sqrt(n) * factor[a * k + b] * frame[b * n + i];
    }
  return x;
}

}  // namespace

/// What a network leaves behind: the record, and its matrices and slopes, [layer][input][neuron].
struct Oracle::Pass {
  std::vector<double> record;
  std::vector<Matrix> weights, slopes;
};

std::vector<double> Oracle::record(std::uint32_t network) const {
  return pass(network).record;
}

Matrix Oracle::jacobian(std::uint32_t network) const {
  const Pass done = pass(network);
  const int n = static_cast<int>(task.widths[0]);
  Matrix product(n, Vector(n));
  for (int i = 0; i < n; ++i)
    product[i][i] = 1;
  for (int layer = 1; layer <= task.depth; ++layer) {
    Matrix next(n, Vector(n));
    for (int i = 0; i < n; ++i)
      for (int j = 0; j < n; ++j)
        for (int c = 0; c < n; ++c)
          next[i][c] += done.slopes[layer][0][i] * done.weights[layer][i][j] * product[j][c];
    product = next;
  }
  return product;
}

Oracle::Pass Oracle::pass(std::uint32_t network) const {
  const Copies& copies = task.copies;
  const int n = static_cast<int>(task.widths[0]), k = copies.count(), depth = task.depth;
  std::vector<double> result(task.record.slots());
  double ignored = 0;
  const auto put = [&](Primitive primitive, int layer, int component) -> double& {
    if (!task.record.has(primitive)) return ignored;
    return result[task.record.slot(primitive, layer, component)];
  };
  std::vector<Matrix> w(depth + 1), fields(depth + 1, Matrix(copies.inputs, Vector(n))),
      slopes(depth + 1, Matrix(copies.inputs, Vector(n)));
  Matrix x = inputs(task, network, n), h(k, Vector(n));
  for (int layer = 1; layer <= depth; ++layer) {
    const auto at = [&](Purpose purpose) {
      return Stream{task.key, purpose, network, static_cast<std::uint32_t>(layer)};
    };
    w[layer] = weights(*this, at(Purpose::weight), n);
    for (int a = 0; a < copies.inputs; ++a)
      for (int b = a; b < copies.inputs; ++b)
        put(Primitive::gram, layer, task.record.pair(a, b)) =
            weight_variance * inner(x[copies.value(a)], x[copies.value(b)]) / n + bias_variance;
    for (int a = 0; a < copies.inputs; ++a) {
      const Vector &t = x[copies.tangent(a, 0)], &value = x[copies.value(a)];
      put(Primitive::tangent_square, layer, a) = weight_variance * inner(t, t) / n;
      put(Primitive::tangent_cross, layer, a) = weight_variance * inner(t, value) / n;
    }
    for (int c = 0; c < k; ++c)
      for (int i = 0; i < n; ++i)
        h[c][i] = inner(w[layer][i], x[c]);
    for (int a = 0; a < copies.inputs; ++a)
      for (int i = 0; i < n; ++i) {
        const double bias = std::sqrt(bias_variance) * normal(at(Purpose::bias), 0, i);
        const double field = fields[layer][a][i] = h[copies.value(a)][i] + bias;
        const double keep = task.dropout_keep;
        const double mask = keep < 1 ? (uniform(at(Purpose::mask), a, i) < keep) / keep : 1;
        const double phi = relu ? std::max(field, 0.0) : std::tanh(field);
        const double slope = relu ? field > 0 : 1 - phi * phi;
        slopes[layer][a][i] = mask * slope;
        x[copies.value(a)][i] = mask * phi;
        x[copies.tangent(a, 0)][i] = mask * slope * h[copies.tangent(a, 0)][i];
        put(Primitive::field_square, layer, a) += field * field / n;
        put(Primitive::field_fourth, layer, a) += std::pow(field, 4) / n;
        put(Primitive::mean_signal, layer, a) += phi / n;
        put(Primitive::length_response, layer, a) +=
            weight_variance * mask * mask * phi * slope * field / n;
      }
  }
  const Window& window = task.record.window;
  for (int i = 0; i < window.lags; ++i)
    for (int a = 0; a < copies.inputs; ++a)
      for (int early = window.transient + 1; early + window.lag[i] <= depth; ++early)
        put(Primitive::autocorrelation, depth, i * copies.inputs + a) +=
            inner(fields[early][a], fields[early + window.lag[i]][a]) / n /
            (depth - window.transient - window.lag[i]);
  Matrix g(copies.inputs, Vector(n));
  for (int a = 0; a < copies.inputs; ++a)
    for (int i = 0; i < n; ++i)
      g[a][i] =
          normal({task.key, Purpose::probe, network, static_cast<std::uint32_t>(depth)}, 0, i);
  const double read_out = inner(g[0], g[0]);
  for (int layer = depth; layer >= 1; --layer)
    for (int a = 0; a < copies.inputs; ++a) {
      put(Primitive::gradient_square, layer, 0) += inner(g[a], g[a]) / read_out / copies.inputs;
      Vector below(n);
      for (int i = 0; layer > 1 && i < n; ++i)
        for (int j = 0; j < n; ++j)
          below[j] += slopes[layer - 1][a][j] * w[layer][i][j] * g[a][i];
      g[a] = below;
    }
  return {result, w, slopes};
}

}  // namespace widefield::law
