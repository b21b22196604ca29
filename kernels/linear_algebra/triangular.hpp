#pragma once
#include "widefield/host_device.hpp"

// Triangular solves with factors of cholesky_lower. A zero pivot marks a direction that the factor
// does not contain: its component of the solution is zero, which is the solution of the system
// restricted to the independent columns.
namespace widefield::inline WIDEFIELD_ISA {

WIDEFIELD_HD inline double divide_or_skip(double numerator, double pivot) {
  return pivot == 0 ? 0.0 : numerator / pivot;
}

/// L Y = B in place, forward substitution. L: row-major lower triangle [k][k], B: [k][columns].
WIDEFIELD_HD inline void solve_lower(const double* l, int k, double* x, int columns = 1) {
  for (int i = 0; i < k; ++i) {
    double* row = x + i * columns;
    for (int j = 0; j < i; ++j)
      for (int c = 0; c < columns; ++c)
        row[c] -= l[i * k + j] * x[j * columns + c];
    for (int c = 0; c < columns; ++c)
      row[c] = divide_or_skip(row[c], l[i * k + i]);
  }
}

/// L^T Y = B in place, back substitution.
WIDEFIELD_HD inline void solve_lower_transposed(const double* l, int k, double* x,
                                                int columns = 1) {
  for (int i = k - 1; i >= 0; --i) {
    double* row = x + i * columns;
    for (int j = i + 1; j < k; ++j)
      for (int c = 0; c < columns; ++c)
        row[c] -= l[j * k + i] * x[j * columns + c];
    for (int c = 0; c < columns; ++c)
      row[c] = divide_or_skip(row[c], l[i * k + i]);
  }
}

/// L^{-1} of a lower triangular matrix with the same meaning of zero pivots: the rows and columns
/// of skipped directions are zero, L L^{-1} is the identity on the others. Row-major [k][k].
WIDEFIELD_HD inline void invert_lower(const double* l, int k, double* inverse) {
  for (int i = 0; i < k; ++i)
    for (int j = 0; j < k; ++j)
      inverse[i * k + j] = i == j && l[i * k + i] != 0 ? 1.0 : 0.0;
  solve_lower(l, k, inverse, k);
}

/// C = A B of row-major [k][k] matrices; C is neither A nor B.
WIDEFIELD_HD inline void multiply(const double* a, const double* b, int k, double* c) {
  for (int i = 0; i < k; ++i) {
    for (int j = 0; j < k; ++j)
      c[i * k + j] = 0;
    for (int p = 0; p < k; ++p)
      for (int j = 0; j < k; ++j)
        c[i * k + j] += a[i * k + p] * b[p * k + j];
  }
}

/// Moves the columns of a lower triangular factor that are not zero to the front, in their order,
/// so that a factor of rank r uses the first r of its directions.
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

}  // namespace widefield::inline WIDEFIELD_ISA
