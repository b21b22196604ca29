#pragma once
#include <math.h>

#include "widefield/host_device.hpp"

// Small Cholesky factorisation in float64, one fixed order of operations on every backend: the
// factors stand in measured paths, so a library whose order depends on the machine will not do.
namespace widefield::inline WIDEFIELD_ISA {

/// Rounding alone leaves a pivot of size (k + 1) epsilon a_jj where the exact one is zero
/// [higham2002, theorem 10.3]; below four times that a column counts as dependent on those before
/// it.
WIDEFIELD_HD constexpr double rank_tolerance(int k) {
  constexpr double epsilon = 0x1p-52;
  return 4.0 * (k + 1) * epsilon;
}

/// One step of the factorisation: scales column p, copies it into row p, where its elements stand
/// together, and subtracts its outer product from what is right of it. A dependent column (pivot 0)
/// becomes zero.
WIDEFIELD_HD inline void eliminate_column(double* a, int k, int p) {
  const double pivot = a[p * k + p];
  const double root = ::sqrt(pivot);
  a[p * k + p] = root;
  for (int i = p + 1; i < k; ++i)
    a[p * k + i] = a[i * k + p] = pivot == 0 ? 0.0 : a[i * k + p] / root;
  for (int i = p + 1; i < k; ++i)
    for (int j = p + 1; j <= i; ++j)
      a[i * k + j] -= a[i * k + p] * a[p * k + j];
}

/// A = L L^T in place: symmetric positive semidefinite in (only the lower triangle is read), lower
/// triangular factor out, zeros above. Row-major [k][k].
///
/// A pivot of at most relative_tolerance * a_jj (its own original diagonal element, so that copies
/// of very different lengths do not hide one another) gives a zero column; the others then
/// reproduce A up to that tolerance. NaN is never mistaken for dependence: it stays NaN.
/// Returns the number of columns that are not zero. The order of operations is fixed.
WIDEFIELD_HD inline int cholesky_lower(double* a, int k, double relative_tolerance) {
  int rank = 0;
  for (int j = 0; j < k; ++j) {
    double taken = 0;  // the original a_jj is overwritten, but a_jj = pivot + taken
    for (int p = 0; p < j; ++p)
      taken += a[j * k + p] * a[j * k + p];
    double& pivot = a[j * k + j];
    const bool dependent = pivot <= relative_tolerance * (pivot + taken) || pivot <= 0;
    if (dependent) pivot = 0;
    rank += dependent ? 0 : 1;
    eliminate_column(a, k, j);
  }
  for (int i = 0; i < k; ++i)
    for (int j = i + 1; j < k; ++j)
      a[i * k + j] = 0;
  return rank;
}

}  // namespace widefield::inline WIDEFIELD_ISA
