#pragma once
#include "kernels/linear_algebra/householder.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// Subtracts from x its components along the orthonormal columns q [count][n] and adds them to
/// coefficients [count].
WIDEFIELD_HD inline void project_out(const double* q, int count, double* x, std::int64_t n,
                                     double* coefficients) {
  for (int j = 0; j < count; ++j) {
    const double component = dot(q + j * n, x, n);
    add_scaled(-component, q + j * n, x, n);
    coefficients[j] += component;
  }
}

/// A = Q R by modified Gram-Schmidt, every column projected twice ("twice is enough"
/// [giraud2005]): Q^T Q = I to rounding however badly A is conditioned.
///
/// q: [k][n], A in, Q out. r: row j of R^T in r[j * k ...], that is [column][k], upper triangle.
/// A column shorter than relative_tolerance times what it was before the projection is dependent:
/// it becomes zero and so does its diagonal element. NaN stays NaN. Returns the rank.
WIDEFIELD_HD inline int gram_schmidt(double* q, std::int64_t n, int k, double* r,
                                     double relative_tolerance) {
  int rank = 0;
  for (int j = 0; j < k; ++j) {
    double* x = q + j * n;
    double* coefficients = r + j * k;
    for (int i = 0; i < k; ++i)
      coefficients[i] = 0;
    const double before = ::sqrt(dot(x, x, n));
    for (int pass = 0; pass < 2; ++pass)
      project_out(q, j, x, n, coefficients);
    const double length = ::sqrt(dot(x, x, n));
    const bool dependent = length <= relative_tolerance * before;
    for (std::int64_t i = 0; i < n; ++i)
      x[i] = dependent ? 0.0 : x[i] / length;
    coefficients[j] = dependent ? 0.0 : length;
    rank += dependent ? 0 : 1;
  }
  return rank;
}

}  // namespace widefield::inline WIDEFIELD_ISA
