#include "kernels/engine/spectrum/lanczos.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "tests/law/hand_run.hpp"

// The Lanczos process against the moments that its probe sees, computed with the stored matrix.
namespace widefield::law {
namespace {

using Matrix = std::vector<std::vector<double>>;  // [row][column]

/// A stored matrix as a linear map, element by element.
template <class T>
struct StoredMap {
  Matrix matrix;

  std::int64_t inputs() const { return static_cast<std::int64_t>(matrix[0].size()); }
  std::int64_t outputs() const { return static_cast<std::int64_t>(matrix.size()); }

  static double get(TiledVector<T> x, std::int64_t i) {
    return T::neuron(x.at(i / tile_neurons), 0, static_cast<int>(i % tile_neurons));
  }
  static void set(TiledVector<T> x, std::int64_t i, double value) {
    T::set_neuron(x.at(i / tile_neurons), 0, static_cast<int>(i % tile_neurons),
                  typename T::Real(value));
  }
  static void clear(TiledVector<T> x, std::int64_t neurons) {
    for (std::int64_t tile = 0; tile < tile_count(neurons); ++tile)
      clear_rows(x.at(tile), 1);
  }
  void apply(T& team, TiledVector<T> v, TiledVector<T> result) {
    if (team.leader()) {
      clear(result, outputs());
      for (std::int64_t i = 0; i < outputs(); ++i) {
        double sum = 0;
        for (std::int64_t j = 0; j < inputs(); ++j)
          sum += matrix[i][j] * get(v, j);
        set(result, i, sum);
      }
    }
    team.barrier();
  }
  void apply_transposed(T& team, TiledVector<T> d, TiledVector<T> result) {
    if (team.leader()) {
      clear(result, inputs());
      for (std::int64_t j = 0; j < inputs(); ++j) {
        double sum = 0;
        for (std::int64_t i = 0; i < outputs(); ++i)
          sum += matrix[i][j] * get(d, i);
        set(result, j, sum);
      }
    }
    team.barrier();
  }
};

struct Tridiagonal {
  std::vector<double> alpha, beta;

  /// (T^power)_11.
  double moment(int power) const {
    std::vector<double> x(alpha.size(), 0.0), y(alpha.size());
    x[0] = 1;
    for (; power > 0; --power) {
      for (std::size_t i = 0; i < x.size(); ++i)
        y[i] = alpha[i] * x[i] + (i > 0 ? beta[i - 1] * x[i - 1] : 0) +
               (i + 1 < x.size() ? beta[i] * x[i + 1] : 0);
      x = y;
    }
    return x[0];
  }
};

constexpr Stream probe{5, Purpose::probe, 3, 1};

template <class Real>
Tridiagonal lanczos(const Matrix& matrix, int steps, int members = 1) {
  using T = Team<Real>;
  const auto most = static_cast<std::int64_t>(std::max(matrix.size(), matrix[0].size()));
  Tridiagonal result{std::vector<double>(steps), std::vector<double>(steps)};
  run_team<T>(
      members, [&](T& team) { return Lanczos<T>(team, steps, most); },
      [&](T& team, Lanczos<T>& process) {
        StoredMap<T> map{matrix};
        process.run(team, probe, map, result.alpha.data(), result.beta.data());
      });
  return result;
}

/// v^T (M^T M)^power v of the probe v = z / |z|.
double true_moment(const Matrix& m, int power) {
  std::vector<double> x(m[0].size());
  double square = 0;
  for (std::size_t j = 0; j < x.size(); ++j) {
    Pack<float> z[lane_neurons];
    normals(probe, 0, j / tile_neurons, 0, z);
    const int n = static_cast<int>(j % tile_neurons);
    x[j] = static_cast<double>(z[n % lane_neurons][n / lane_neurons]);
    square += x[j] * x[j];
  }
  const std::vector<double> start = x;
  for (; power > 0; --power) {
    std::vector<double> y(m.size(), 0.0), w(x.size(), 0.0);
    for (std::size_t i = 0; i < m.size(); ++i)
      for (std::size_t j = 0; j < x.size(); ++j)
        y[i] += m[i][j] * x[j];
    for (std::size_t i = 0; i < m.size(); ++i)
      for (std::size_t j = 0; j < x.size(); ++j)
        w[j] += m[i][j] * y[i];
    x = w;
  }
  double sum = 0;
  for (std::size_t j = 0; j < x.size(); ++j)
    sum += start[j] * x[j];
  return sum / square;
}

/// Normal elements, as of a layer.
Matrix some_matrix(int rows, int columns) {
  Matrix m(rows, std::vector<double>(columns));
  for (int i = 0; i < rows; ++i)
    for (int j = 0; j < columns; ++j) {
      Pack<float> z[lane_neurons];
      normals({8, Purpose::weight, 0, 1}, static_cast<std::uint32_t>(i), j, 0, z);
      m[i][j] = static_cast<double>(z[0][0]) / std::sqrt(columns);
    }
  return m;
}

TEST(Lanczos, MomentsUpToTwiceTheStepsLessOneAreExact) {
  for (const auto& [rows, columns] : {std::pair{70, 70}, {40, 130}, {90, 20}}) {
    const Matrix m = some_matrix(rows, columns);
    const int steps = 4;
    const Tridiagonal found = lanczos<double>(m, steps);
    for (int power = 0; power < 2 * steps; ++power)
      EXPECT_NEAR(found.moment(power) / true_moment(m, power), 1, 1e-11) << power;
    EXPECT_GT(std::abs(found.moment(2 * steps) / true_moment(m, 2 * steps) - 1), 1e-8)
        << "one moment more must miss by a thousand times that";
    const Tridiagonal rounded = lanczos<float>(m, steps);
    for (int power = 0; power < 2 * steps; ++power)
      EXPECT_NEAR(rounded.moment(power) / true_moment(m, power), 1, 2e-5) << power;
  }
}

/// A map of rank 3 has a Krylov space of 4 dimensions: its range and what it maps to zero.
TEST(Lanczos, AnExhaustedSpaceEndsInZeros) {
  Matrix m(30, std::vector<double>(50, 0.0));
  for (int i = 0; i < 3; ++i)
    m[i][7 * i + 1] = i + 1;
  const Tridiagonal found = lanczos<double>(m, 8);
  for (int step = 0; step < 3; ++step)
    EXPECT_GT(found.beta[step], 1e-3) << step;
  for (int step = 3; step < 8; ++step)
    EXPECT_EQ(found.beta[step], 0) << step;
  for (int power = 0; power < 12; ++power)
    EXPECT_NEAR(found.moment(power) / true_moment(m, power), 1, 1e-11) << power;
}

TEST(Lanczos, TheBitsDoNotDependOnTheTeam) {
  const Matrix m = some_matrix(200, 300);
  const Tridiagonal alone = lanczos<float>(m, 5);
  for (const int members : {2, 3}) {
    EXPECT_EQ(lanczos<float>(m, 5, members).alpha, alone.alpha);
    EXPECT_EQ(lanczos<float>(m, 5, members).beta, alone.beta);
  }
}

}  // namespace
}  // namespace widefield::law
