#pragma once
#include <cstddef>
#include <vector>

namespace widefield {

/// P(Z > z) of a standard normal.
double normal_tail(double z);
/// The z with P(Z > z) = p, 0 < p < 1.
double normal_quantile(double p);

/// The z of a standard normal whose tail is that of Student's t with `degrees` of freedom: a mean
/// over few networks, divided by its estimated error, becomes comparable with the others.
double normal_equivalent(double t, double degrees);

/// The z of a standard normal whose tail is that of a sum of squares of `degrees` normals.
double chi_square_equivalent(double sum, double degrees);

/// A symmetric matrix of size x size numbers, by rows.
struct Matrix {
  std::size_t size = 0;
  std::vector<double> entry;

  explicit Matrix(std::size_t n) : size(n), entry(n * n, 0.0) {}
  double& operator()(std::size_t i, std::size_t j) { return entry[i * size + j]; }
  double operator()(std::size_t i, std::size_t j) const { return entry[i * size + j]; }
};

/// The law of max_j |Z_j| for Z ~ N(0, correlation), the correlation matrix possibly singular.
/// Union of rare events by importance sampling with a fixed seed [owen2019]: given |Z_j| > c, the
/// estimate of P(union) is sum_j P(|Z_j| > c) E[1 / #{k: |Z_k| > c}]; its relative error stays
/// bounded however small the probability.
class MaximumLaw {
 public:
  explicit MaximumLaw(const Matrix& correlation);

  /// P(max_j |Z_j| > c)
  double tail(double c) const;
  /// The c with tail(c) = alpha.
  double critical(double alpha) const;

 private:
  struct Draw {
    std::size_t condition;       // j
    double uniform;              // decides how far |Z_j| lies beyond c
    std::vector<double> normal;  // Z, and below its component j is replaced
  };
  double share(const Draw& draw, double c) const;

  Matrix correlation_;
  std::vector<Draw> draws_;
};

}  // namespace widefield
