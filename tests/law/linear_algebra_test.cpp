#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "kernels/linear_algebra/cholesky.hpp"
#include "kernels/linear_algebra/householder.hpp"
#include "kernels/linear_algebra/triangular.hpp"
#include "tests/law/gram_schmidt.hpp"
#include "tests/law/property.hpp"

namespace widefield {
namespace {

using Matrix = std::vector<double>;  // row-major [k][k], or columns [k][n]
constexpr double epsilon = std::numeric_limits<double>::epsilon();

Matrix random_columns(int n, int k, unsigned seed) {
  std::mt19937_64 generator(seed);
  std::normal_distribution<double> normal;
  Matrix columns(static_cast<std::size_t>(n * k));
  for (double& x : columns)
    x = normal(generator);
  return columns;
}

/// Columns combined so that only `rank` are independent and their lengths span `decades`.
Matrix degenerate_columns(int n, int k, int rank, double decades, unsigned seed) {
  Matrix x = random_columns(n, k, seed);
  for (int j = rank; j < k; ++j)
    for (int i = 0; i < n; ++i)
      x[j * n + i] = rank == 0 ? 0 : 2 * x[(j % rank) * n + i];
  for (int j = 0; j < k; ++j)
    for (int i = 0; i < n; ++i)
      x[j * n + i] *= std::pow(10, decades * j / k);
  return x;
}

Matrix gram(const Matrix& x, int n, int k) {
  Matrix g(static_cast<std::size_t>(k * k));
  for (int a = 0; a < k; ++a)
    for (int b = 0; b < k; ++b)
      g[a * k + b] = dot(&x[a * n], &x[b * n], n);
  return g;
}

/// max |(L L^T - A)_ij| / sqrt(A_ii A_jj): the backward error of Cholesky in the scale of its
/// copies.
double reconstruction_error(const Matrix& l, const Matrix& a, int k) {
  double worst = 0;
  for (int i = 0; i < k; ++i)
    for (int j = 0; j < k; ++j) {
      double sum = 0;
      for (int p = 0; p < k; ++p)
        sum += l[i * k + p] * l[j * k + p];
      const double scale = std::sqrt(a[i * k + i] * a[j * k + j]);
      if (scale > 0) worst = std::max(worst, std::abs(sum - a[i * k + j]) / scale);
    }
  return worst;
}

/// max |Q^T Q - I| over the columns that are not zero.
double orthogonality_error(const Matrix& q, int n, int k) {
  const Matrix g = gram(q, n, k);
  double worst = 0;
  for (int a = 0; a < k; ++a)
    for (int b = 0; b < k; ++b) {
      const bool present = g[a * k + a] > 0 && g[b * k + b] > 0;
      if (present) worst = std::max(worst, std::abs(g[a * k + b] - (a == b ? 1 : 0)));
    }
  return worst;
}

TEST(Cholesky, ReconstructsAnyPositiveMatrix) {
  EXPECT_TRUE(holds([] {
    const int k = *rc::gen::inRange(1, 17), n = k + *rc::gen::inRange(0, 20);
    const Matrix x =
        degenerate_columns(n, k, k, *rc::gen::inRange(0, 20), *rc::gen::arbitrary<unsigned>());
    const Matrix a = gram(x, n, k);
    Matrix l = a;
    RC_ASSERT(cholesky_lower(l.data(), k, rank_tolerance(k)) == k);
    RC_ASSERT(reconstruction_error(l, a, k) <= (k + 1) * epsilon);  // [higham2002, theorem 10.3]
    for (int i = 0; i < k; ++i)
      for (int j = i + 1; j < k; ++j)
        RC_ASSERT(l[i * k + j] == 0.0);
  }));
}

TEST(Cholesky, GivesZeroColumnsForDependentCopies) {
  EXPECT_TRUE(holds([] {
    const int k = *rc::gen::inRange(2, 17), rank = *rc::gen::inRange(0, k), n = 40;
    const Matrix x =
        degenerate_columns(n, k, rank, *rc::gen::inRange(0, 20), *rc::gen::arbitrary<unsigned>());
    const Matrix a = gram(x, n, k);
    Matrix l = a;
    RC_ASSERT(cholesky_lower(l.data(), k, rank_tolerance(k)) == rank);
    for (int j = rank; j < k; ++j)
      for (int i = j; i < k; ++i)
        RC_ASSERT(l[i * k + j] == 0.0);
    // A random basis is well conditioned enough for the error to stay near the tolerance; a
    // dropped pivot may be as large as the tolerance.
    RC_ASSERT(reconstruction_error(l, a, k) <= 2 * rank_tolerance(k));
  }));
}

TEST(Cholesky, KeepsTheSmallPivotOfNearlyEqualCopies) {
  const double difference = 1e-12;  // 1 - c: the second pivot is 2e-12, far above the tolerance
  Matrix a = {1, 1 - difference, 1 - difference, 1};
  EXPECT_EQ(cholesky_lower(a.data(), 2, rank_tolerance(2)), 2);
  EXPECT_NEAR(a[3] * a[3] / (2 * difference), 1, 2 * epsilon / difference);
}

TEST(Cholesky, NaNStaysNaN) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  Matrix a = {1, 0, 0, 0, nan, 0, 0, 0, 1};
  EXPECT_EQ(cholesky_lower(a.data(), 3, rank_tolerance(3)), 3);
  EXPECT_TRUE(std::isnan(a[4]));
  EXPECT_TRUE(std::isnan(a[8]));
}

TEST(Triangular, SolvesBothWays) {
  EXPECT_TRUE(holds([] {
    const int k = *rc::gen::inRange(1, 17), n = 3 * k;
    const unsigned seed = *rc::gen::arbitrary<unsigned>();
    const Matrix a = gram(random_columns(n, k, seed), n, k);
    const Matrix b = random_columns(k, 1, seed + 1);
    Matrix l = a, x = b;
    cholesky_lower(l.data(), k, rank_tolerance(k));
    solve_lower(l.data(), k, x.data());
    solve_lower_transposed(l.data(), k, x.data());
    double residual = 0, scale = 0;
    for (int i = 0; i < k; ++i) {
      const double image = dot(&a[i * k], x.data(), k);
      residual = std::max(residual, std::abs(image - b[i]));
      for (int j = 0; j < k; ++j)
        scale = std::max(scale, std::abs(x[j]) * a[i * k + i]);
    }
    RC_ASSERT(residual <= 4 * k * (k + 1) * epsilon * (scale + 1));  // [higham2002, theorem 10.4]
  }));
}

TEST(Triangular, SkipsDependentDirections) {
  const Matrix x = degenerate_columns(12, 5, 3, 0, 7);
  Matrix l = gram(x, 12, 5), inverse(25), product(25);
  ASSERT_EQ(cholesky_lower(l.data(), 5, rank_tolerance(5)), 3);
  invert_lower(l.data(), 5, inverse.data());
  multiply(inverse.data(), l.data(), 5, product.data());
  for (int i = 0; i < 5; ++i)
    for (int j = 0; j < 5; ++j)
      EXPECT_NEAR(product[i * 5 + j], i == j && i < 3 ? 1 : 0, 1e-13) << i << ' ' << j;
}

TEST(Triangular, SolvesColumnsByThemselves) {
  const Matrix l = {2, 0, 1, 4};
  Matrix x = {2, 6, 0, 1};
  solve_lower(l.data(), 2, x.data(), 2);
  EXPECT_EQ(x, (Matrix{1, 3, -0.25, -0.5}));
  solve_lower_transposed(l.data(), 2, x.data(), 2);
  EXPECT_EQ(x, (Matrix{0.53125, 1.5625, -0.0625, -0.125}));
}

TEST(Householder, MapsAVectorToTheFirstAxis) {
  EXPECT_TRUE(holds([] {
    const int n = *rc::gen::inRange(1, 30);
    const Matrix x = random_columns(n, 1, *rc::gen::arbitrary<unsigned>());
    Matrix v = x, y = x;
    const Reflection reflection = make_reflection(v.data(), n);
    reflect(v.data(), reflection.beta, y.data(), n);
    const double length = std::sqrt(dot(x.data(), x.data(), n));
    const double bound = 8 * (n + 2) * epsilon * length;
    RC_ASSERT(std::abs(y[0] - reflection.image) <= bound);
    RC_ASSERT(std::abs(std::abs(reflection.image) - length) <= bound);
    for (int i = 1; i < n; ++i)
      RC_ASSERT(std::abs(y[i]) <= bound);
  }));
}

TEST(Householder, OfZeroIsTheIdentity) {
  Matrix v = {0, 0, 0}, y = {1, 2, 3};
  const Reflection reflection = make_reflection(v.data(), 3);
  reflect(v.data(), reflection.beta, y.data(), 3);
  EXPECT_EQ(y, (Matrix{1, 2, 3}));
  EXPECT_EQ(reflection.image, 0);
}

TEST(Householder, FactorsABlock) {
  EXPECT_TRUE(holds([] {
    const int k = *rc::gen::inRange(1, 12), n = k + *rc::gen::inRange(0, 20);
    const Matrix x =
        degenerate_columns(n, k, k, *rc::gen::inRange(0, 12), *rc::gen::arbitrary<unsigned>());
    Matrix a = x, diagonal(k), beta(k);
    householder_qr(a.data(), n, k, diagonal.data(), beta.data());
    for (int j = 0; j < k; ++j) {
      Matrix column(n);
      for (int i = 0; i < j; ++i)
        column[i] = a[j * n + i];
      column[j] = diagonal[j];
      for (int r = k - 1; r >= 0; --r)  // Q y = H_1 ... H_k y
        reflect(&a[r * n + r], beta[r], &column[r], n - r);
      const double length = std::sqrt(dot(&x[j * n], &x[j * n], n));
      for (int i = 0; i < n; ++i)
        RC_ASSERT(std::abs(column[i] - x[j * n + i]) <= 8 * k * (n + 2) * epsilon * length);
    }
  }));
}

TEST(GramSchmidt, IsOrthonormalForAnyConditionAndReconstructs) {
  EXPECT_TRUE(holds([] {
    const int k = *rc::gen::inRange(1, 12), n = k + *rc::gen::inRange(0, 20);
    Matrix x = random_columns(n, k, *rc::gen::arbitrary<unsigned>());
    for (int j = 1; j < k; ++j)  // column j differs from the first by 1e-10 only
      for (int i = 0; i < n; ++i)
        x[j * n + i] = x[i] + 1e-10 * x[j * n + i];
    Matrix q = x, r(k * k);
    RC_ASSERT(gram_schmidt(q.data(), n, k, r.data(), 1e-13) == k);
    RC_ASSERT(orthogonality_error(q, n, k) <= 16 * n * epsilon);
    for (int j = 0; j < k; ++j) {
      Matrix column(n);
      for (int i = 0; i <= j; ++i)
        add_scaled(r[j * k + i], &q[i * n], column.data(), n);
      for (int i = 0; i < n; ++i)
        RC_ASSERT(std::abs(column[i] - x[j * n + i]) <= 64 * k * epsilon);
    }
  }));
}

TEST(GramSchmidt, DropsDependentColumns) {
  Matrix q = degenerate_columns(20, 6, 2, 15, 3), r(36);
  EXPECT_EQ(gram_schmidt(q.data(), 20, 6, r.data(), 1e-13), 2);
  EXPECT_LE(orthogonality_error(q, 20, 6), 320 * epsilon);
  for (int i = 40; i < 120; ++i)
    EXPECT_EQ(q[i], 0.0);
}

}  // namespace
}  // namespace widefield
