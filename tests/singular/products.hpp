#pragma once
#include <Eigen/Dense>
#include <algorithm>
#include <cstdint>
#include <vector>

#include "kernels/linear_algebra/graded_product.hpp"
#include "kernels/linear_algebra/jacobi_svd.hpp"
#include "tests/law/hand_run.hpp"

// Products of matrices by the code under test and by the naive way.
namespace widefield {

using Matrices = std::vector<Eigen::MatrixXd>;  // from right to left

struct ProductWork {
  GradedProduct<Team<double>> product;
  Columns<Team<double>> image;
  JacobiSvd<Team<double>> svd;

  ProductWork(Team<double>& team, std::int64_t n)
      : product(team, n), image(team, n, n), svd(team, n) {}
};

/// frame := A frame, by the leader.
inline void multiply_frame(const Eigen::MatrixXd& a, const Columns<Team<double>>& frame) {
  const Eigen::Index n = a.rows();
  Eigen::MatrixXd columns(n, n);
  for (Eigen::Index c = 0; c < n; ++c)
    for (Eigen::Index i = 0; i < n; ++i)
      columns(i, c) = frame.get(c, i);
  columns = (a * columns).eval();
  for (Eigen::Index c = 0; c < n; ++c)
    for (Eigen::Index i = 0; i < n; ++i)
      frame.set(c, i, columns(i, c));
}

/// ln of the singular values of the product, descending; those that are zero are left out.
inline std::vector<double> stable_log_sigma(const Matrices& factors, int members = 1) {
  const std::int64_t n = factors.front().rows();
  std::vector<double> logs(static_cast<std::size_t>(n));
  std::int64_t rank = 0;
  law::run_team<Team<double>>(
      members, [&](Team<double>& team) { return ProductWork(team, n); },
      [&](Team<double>& team, ProductWork& work) {
        work.product.start(team);
        for (const Eigen::MatrixXd& factor : factors) {
          if (team.leader()) multiply_frame(factor, work.product.frame());
          team.barrier();
          work.product.absorb(team);
        }
        const auto& triangle = work.product.triangle(team);
        work.svd.run(team, triangle.factor(), work.product.exponent(), triangle.rank(),
                     logs.data());
        if (team.leader()) rank = triangle.rank();
      });
  logs.resize(static_cast<std::size_t>(rank));
  std::sort(logs.rbegin(), logs.rend());
  return logs;
}

/// The same by multiplying out and Eigen's Jacobi SVD.
inline std::vector<double> naive_log_sigma(const Matrices& factors) {
  Eigen::MatrixXd product = factors.front();
  for (std::size_t l = 1; l < factors.size(); ++l)
    product = (factors[l] * product).eval();
  const Eigen::VectorXd sigma = Eigen::JacobiSVD<Eigen::MatrixXd>(product).singularValues();
  std::vector<double> logs;
  for (const double s : sigma)
    logs.push_back(std::log(s));
  return logs;
}

/// Entries in (-1, 1) that are exact in binary and easily made elsewhere: a linear congruential
/// generator modulo 2^31 [tests/singular/make_reference.py].
class PlainMatrix {
 public:
  explicit PlainMatrix(std::uint64_t seed) : state_(seed) {}

  Eigen::MatrixXd operator()(Eigen::Index n) {
    Eigen::MatrixXd matrix(n, n);
    for (Eigen::Index i = 0; i < n; ++i)
      for (Eigen::Index j = 0; j < n; ++j)
        matrix(i, j) = next();
    return matrix;
  }

 private:
  double next() {
    state_ = (1103515245 * state_ + 12345) % (std::uint64_t{1} << 31);
    return static_cast<double>(state_ >> 11) / 524288.0 - 1;
  }
  std::uint64_t state_;
};

/// A random orthogonal matrix.
inline Eigen::MatrixXd orthogonal(PlainMatrix& plain, Eigen::Index n) {
  return Eigen::HouseholderQR<Eigen::MatrixXd>(plain(n)).householderQ();
}

}  // namespace widefield
