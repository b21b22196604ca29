#pragma once
#include "kernels/linear_algebra/cholesky.hpp"
#include "kernels/linear_algebra/triangular.hpp"

// The small matrices behind W^T D given W X, for k forward directions and n <= k adjoints:
// row-major, float64, by one thread. Formulas: kernels/engine/fresh_adjoint.hpp.
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

/// Sums over the neurons of the signals for one matrix, and what becomes of them.
struct SignalSide {
  int k, n;
  double* factor;   // [k][k] Q^T Q, then its Cholesky factor
  double* overlap;  // [k][n] Q^T Z', then white: factor^{-1} Q^T Z'
  double* normals;  // [n][n] Z'^T Z'
  double* scratch;  // [k][k]
};

/// Haar weights: known = Z^T D becomes U^T D with U = Z L_Z^{-T}, and fresh = D^T D becomes R^T. A
/// direction that no copy has (zero in `basis`) was never shown.
WIDEFIELD_HD inline void split_haar(const double* inverse_frame, const double* basis,
                                    const SignalSide& side, double* known, double* fresh) {
  const int k = side.k, n = side.n;
  for (int i = k - 1; i >= 0; --i)  // row i needs those up to i only
    for (int a = 0; a < n; ++a) {
      double sum = 0;
      for (int p = 0; p <= i; ++p)
        sum += inverse_frame[i * k + p] * known[p * n + a];
      known[i * n + a] = sum;
    }
  for (int i = 0; i < k; ++i)
    for (int a = 0; basis[i * k + i] == 0 && a < n; ++a)
      known[i * n + a] = 0;
  multiply_transposed(known, known, k, n, side.scratch);
  cholesky_of_remainder(fresh, side.scratch, n);
  compress_columns(fresh, n);
}

/// overlap := factor^{-1} overlap.
WIDEFIELD_HD inline void whiten(const SignalSide& side) {
  solve_lower(side.factor, side.k, side.overlap, side.n);
}

/// Haar weights: V = (1 - Q Q^T) Z' L_V^{-T} with L_V L_V^T = Z'^T (1 - Q Q^T) Z', so
/// fresh = R^T becomes M = R^T L_V^{-1}. After whiten.
WIDEFIELD_HD inline void orthonormalise_fresh(const SignalSide& side, double* fresh) {
  const int n = side.n;
  multiply_transposed(side.overlap, side.overlap, side.k, n, side.scratch);
  cholesky_of_remainder(side.normals, side.scratch, n);
  invert_lower(side.normals, n, side.scratch);
  multiply(fresh, side.scratch, n, side.normals);
  for (int i = 0; i < n * n; ++i)
    fresh[i] = side.normals[i];
}

/// known := C = known - (Q^T Q)^{-1} Q^T Z' M^T. After whiten.
WIDEFIELD_HD inline void subtract_projection(const SignalSide& side, const double* mixing,
                                             double* known) {
  const int k = side.k, n = side.n;
  solve_lower_transposed(side.factor, k, side.overlap, n);
  double* transposed = side.scratch;
  for (int a = 0; a < n; ++a)
    for (int b = 0; b < n; ++b)
      transposed[b * n + a] = mixing[a * n + b];
  for (int i = 0; i < k; ++i)
    for (int b = 0; b < n; ++b)
      for (int a = 0; a < n; ++a)
        known[i * n + a] -= side.overlap[i * n + b] * transposed[b * n + a];
}

}  // namespace widefield::inline WIDEFIELD_ISA
