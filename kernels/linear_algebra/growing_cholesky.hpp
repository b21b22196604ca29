#pragma once
#include "kernels/linear_algebra/cholesky.hpp"
#include "kernels/linear_algebra/triangular.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The factor of a Gram matrix G = L L^T that grows by a vector at a time, in float64. Dependent
/// vectors get a zero pivot, as in cholesky_lower. Column j of L is contiguous:
/// column[j * capacity + i], i >= j.
struct GrowingCholesky {
  double* column = nullptr;
  int capacity = 0;

  WIDEFIELD_HD double& at(int i, int j) const { return column[std::size_t(j) * capacity + i]; }

  /// Row n of G, n + 1 products, becomes row n of L in place.
  WIDEFIELD_HD void append(double* row, int n) const {
    double taken = 0;
    for (int j = 0; j < n; ++j) {
      row[j] = divide_or_skip(row[j], at(j, j));
      taken += row[j] * row[j];
      for (int i = j + 1; i < n; ++i)
        row[i] -= at(i, j) * row[j];
    }
    const double pivot = row[n] - taken;
    const bool dependent = pivot <= rank_tolerance(n + 1) * row[n] || pivot <= 0;
    row[n] = dependent ? 0.0 : ::sqrt(pivot);
    for (int j = 0; j <= n; ++j)
      at(n, j) = row[j];
  }

  /// L^T y = b in place, over the first n vectors.
  WIDEFIELD_HD void solve_transposed(double* x, int n) const {
    for (int i = n - 1; i >= 0; --i) {
      double rest = x[i];
      for (int j = i + 1; j < n; ++j)
        rest -= at(j, i) * x[j];
      x[i] = divide_or_skip(rest, at(i, i));
    }
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
