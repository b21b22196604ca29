#pragma once
#include <math.h>

#include <cstdint>

#include "widefield/host_device.hpp"

// Householder reflections H = I - beta v v^T in float64. Blocks are column-major: [column][n].
namespace widefield::inline WIDEFIELD_ISA {

/// sum_i x_i y_i, in the order of i.
WIDEFIELD_HD inline double dot(const double* x, const double* y, std::int64_t n) {
  double sum = 0;
  for (std::int64_t i = 0; i < n; ++i)
    sum += x[i] * y[i];
  return sum;
}

/// y += factor x.
WIDEFIELD_HD inline void add_scaled(double factor, const double* x, double* y, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i)
    y[i] += factor * x[i];
}

/// A reflection that maps x to image e_1; `beta` is 0 where x is zero (H = I).
struct Reflection {
  double beta = 0;
  double image = 0;  // -sign(x_1) |x|
};

/// Turns x[n] into the vector v of its reflection. The sign of the image is opposite to x_1, so
/// that v_1 = x_1 - image suffers no cancellation [golub2013, section 5.1.2].
WIDEFIELD_HD inline Reflection make_reflection(double* x, std::int64_t n) {
  const double squared = dot(x, x, n), length = ::sqrt(squared);
  if (squared == 0) return {};
  const double beta = 1 / (length * (length + ::fabs(x[0])));  // 2 / |v|^2
  const double image = x[0] < 0 ? length : -length;
  x[0] -= image;
  return {beta, image};
}

/// y := H y = y - beta v (v . y).
WIDEFIELD_HD inline void reflect(const double* v, double beta, double* y, std::int64_t n) {
  add_scaled(-beta * dot(v, y, n), v, y, n);
}

/// A = Q R of a block of k <= n columns. In place: column j holds v_j from row j on; above it row
/// i < j of R. The diagonal of R (any sign) and the betas go to diagonal[k], beta[k].
WIDEFIELD_HD inline void householder_qr(double* a, std::int64_t n, int k, double* diagonal,
                                        double* beta) {
  for (int j = 0; j < k; ++j) {
    double* v = a + j * n + j;
    const Reflection reflection = make_reflection(v, n - j);
    diagonal[j] = reflection.image;
    beta[j] = reflection.beta;
    for (int c = j + 1; c < k; ++c)
      reflect(v, beta[j], a + c * n + j, n - j);
  }
}

}  // namespace widefield::inline WIDEFIELD_ISA
