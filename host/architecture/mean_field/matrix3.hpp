#pragma once
#include <array>

// Vectors and matrices of the three numbers whose noise is followed together.
namespace widefield {

inline constexpr int noise_size = 3;
using Vector3 = std::array<double, noise_size>;
using Matrix3 = std::array<Vector3, noise_size>;

inline double dot(const Vector3& x, const Vector3& y) {
  return x[0] * y[0] + x[1] * y[1] + x[2] * y[2];
}

/// x^T M x.
inline double quadratic(const Vector3& x, const Matrix3& m) {
  return dot(x, {dot(m[0], x), dot(m[1], x), dot(m[2], x)});
}

inline Matrix3 product(const Matrix3& a, const Matrix3& b) {
  Matrix3 c{};
  for (int i = 0; i < noise_size; ++i)
    for (int j = 0; j < noise_size; ++j)
      for (int k = 0; k < noise_size; ++k)
        c[i][j] += a[i][k] * b[k][j];
  return c;
}

inline Matrix3 transposed(const Matrix3& a) {
  Matrix3 t{};
  for (int i = 0; i < noise_size; ++i)
    for (int j = 0; j < noise_size; ++j)
      t[i][j] = a[j][i];
  return t;
}

inline Matrix3 difference(Matrix3 a, const Matrix3& b) {
  for (int i = 0; i < noise_size; ++i)
    for (int j = 0; j < noise_size; ++j)
      a[i][j] -= b[i][j];
  return a;
}

/// tr(a b^T).
inline double contraction(const Matrix3& a, const Matrix3& b) {
  double sum = 0;
  for (int i = 0; i < noise_size; ++i)
    sum += dot(a[i], b[i]);
  return sum;
}

}  // namespace widefield
