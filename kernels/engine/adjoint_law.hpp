#pragma once
#include "kernels/linear_algebra/cholesky.hpp"
#include "kernels/linear_algebra/triangular.hpp"

// The small matrices behind W^T D given W X, for k forward directions and n <= k adjoints:
// row-major, float64, by one thread.
namespace widefield::inline WIDEFIELD_ISA {

/// sum of A_pi B_pj over p: A^T B. A: [rows][columns_a], B: [rows][columns_b].
WIDEFIELD_HD inline void multiply_transposed(const double* a, const double* b, int rows,
                                             int columns_a, int columns_b, double* product) {
  for (int i = 0; i < columns_a; ++i)
    for (int j = 0; j < columns_b; ++j) {
      double sum = 0;
      for (int p = 0; p < rows; ++p)
        sum += a[p * columns_a + i] * b[p * columns_b + j];
      product[i * columns_b + j] = sum;
    }
}

/// Moves the columns that are not zero to the front, in their order. Fresh directions are numbered
/// by these columns, so that no more of them are used than there are dimensions.
WIDEFIELD_HD inline void compress_columns(double* l, int n) {
  int column = 0;
  for (int j = 0; j < n; ++j) {
    if (l[j * n + j] == 0) continue;
    for (int i = 0; column < j && i < n; ++i) {
      l[i * n + column] = l[i * n + j];
      l[i * n + j] = 0;
    }
    ++column;
  }
}

/// Cholesky factor of whole - part, both symmetric positive [n][n] with whole >= part; a remainder
/// that is lost in the rounding of its `whole` counts as zero. In place of `whole`.
WIDEFIELD_HD inline void cholesky_of_remainder(double* whole, const double* part, int n) {
  for (int i = 0; i < n; ++i) {
    const double rest = whole[i * n + i] - part[i * n + i];
    const bool lost = rest <= rank_tolerance(n) * whole[i * n + i];
    for (int j = 0; j < n; ++j)
      if (j != i) whole[i * n + j] = lost ? 0 : whole[i * n + j] - part[i * n + j];
    whole[i * n + i] = lost ? 0 : rest;
  }
  for (int i = 0; i < n; ++i)  // a lost row takes its column with it
    for (int j = 0; j < n; ++j)
      if (whole[i * n + i] == 0 || whole[j * n + j] == 0) whole[i * n + j] = 0;
  cholesky_lower(whole, n, rank_tolerance(n));
}

/// Solves G C = B for every column of B [k][n], in place; directions that G lacks get zero.
/// factor: lower Cholesky factor of G.
WIDEFIELD_HD inline void solve_gram(const double* factor, int k, int n, double* b) {
  for (int column = 0; column < n; ++column) {
    solve_lower(factor, k, b + column, n);
    solve_lower_transposed(factor, k, b + column, n);
  }
}

}  // namespace widefield::inline WIDEFIELD_ISA
