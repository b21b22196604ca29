#pragma once
#include "kernels/linear_algebra/cholesky.hpp"
#include "kernels/linear_algebra/triangular.hpp"

// The small matrices behind W^T D given W X, for k forward directions and n <= k adjoints:
// row-major, float64, by one thread. Formulas: kernels/engine/matrices/fresh_adjoint.hpp.
namespace widefield::inline WIDEFIELD_ISA {

/// C = A^T B. A, B: [rows][columns].
WIDEFIELD_HD inline void multiply_transposed(const double* a, const double* b, int rows,
                                             int columns, double* c) {
  for (int i = 0; i < columns * columns; ++i)
    c[i] = 0;
  for (int p = 0; p < rows; ++p)
    for (int i = 0; i < columns; ++i)
      for (int j = 0; j < columns; ++j)
        c[i * columns + j] += a[p * columns + i] * b[p * columns + j];
}

/// whole := Cholesky factor of whole - part, both symmetric positive [n][n], whole >= part. What
/// remains of a diagonal element is zero where the rounding of `whole` has swallowed it.
WIDEFIELD_HD inline void cholesky_of_remainder(double* whole, const double* part, int n) {
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) {
      double& rest = whole[i * n + j];
      const double swallowed = i == j ? rank_tolerance(n) * rest : 0;
      rest -= part[i * n + j];
      if (i == j && rest <= swallowed) rest = 0;
    }
  cholesky_lower(whole, n, rank_tolerance(n));
}

/// Of one matrix, while its adjoint is prepared.
struct AdjointLaw {
  int k, n;
  double* factor;   // [k][k] L of the signals
  double* known;    // [k][n] K = (W U)^T D, then the coefficients of X
  double* overlap;  // [k][n] O = U^T Z'
  double* fresh;    // [n][n] D^T D, then M
  double* normals;  // [n][n] Z'^T Z', Haar weights only
  double* scratch;  // [k][k]
};

/// Haar weights of deviation sigma: fresh = D^T D becomes F, F F^T = D^T D - K^T K / sigma^2.
WIDEFIELD_HD inline void subtract_known(const AdjointLaw& law, double weight_variance) {
  multiply_transposed(law.known, law.known, law.k, law.n, law.scratch);
  for (int i = 0; i < law.n * law.n; ++i)
    law.scratch[i] /= weight_variance;
  cholesky_of_remainder(law.fresh, law.scratch, law.n);
  compress_columns(law.fresh, law.n);
}

/// Haar weights: V = (1 - U U^T) Z' L_V^{-T} with L_V L_V^T = Z'^T Z' - O^T O, so fresh = F becomes
/// M = F L_V^{-1}.
WIDEFIELD_HD inline void orthonormalise_fresh(const AdjointLaw& law) {
  const int n = law.n;
  multiply_transposed(law.overlap, law.overlap, law.k, n, law.scratch);
  cholesky_of_remainder(law.normals, law.scratch, n);
  invert_lower(law.normals, n, law.scratch);
  multiply(law.fresh, law.scratch, n, law.normals);
  for (int i = 0; i < n * n; ++i)
    law.fresh[i] = law.normals[i];
}

/// known := K - O M^T; M is lower triangular.
WIDEFIELD_HD inline void subtract_projection(const AdjointLaw& law) {
  const int n = law.n;
  double* transposed = law.scratch;
  for (int a = 0; a < n; ++a)
    for (int b = 0; b < n; ++b)
      transposed[b * n + a] = law.fresh[a * n + b];
  for (int i = 0; i < law.k; ++i)
    for (int b = 0; b < n; ++b)
      for (int a = b; a < n; ++a)
        law.known[i * n + a] -= law.overlap[i * n + b] * transposed[b * n + a];
}

}  // namespace widefield::inline WIDEFIELD_ISA
