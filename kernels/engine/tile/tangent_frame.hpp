#pragma once
#include <math.h>

#include "kernels/engine/tile/problem.hpp"
#include "kernels/linear_algebra/cholesky.hpp"
#include "kernels/linear_algebra/triangular.hpp"
#include "widefield/elementary/log.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// Do the inputs of a network hear each other? A direction then moves all of them.
template <class Code>
WIDEFIELD_HD bool hears_others(const Problem<Code>& problem) {
  return problem.cell.numbers().mixes || problem.coupled();
}

/// The Lyapunov exponents of a network: m tangents of input 0 are made orthonormal after every
/// layer, T = Q R, and lambda_i = (1/L) sum_l ln R_ii. [benettin1980]
///
/// R is the transposed Cholesky factor of T^T T / N, a matrix of m x m sums that a layer forms
/// anyway, so the decomposition costs m^3 whatever the width. Its condition is that of one layer.
///
/// Where the inputs of a network hear each other (a batch, positions of an image), a direction
/// moves all of them: it is then one tangent of every input.
class TangentFrame {
 public:
  template <class Team>
  WIDEFIELD_HD TangentFrame(Team& team, const Task& task, bool joint)
      : copies_(task.copies),
        count_(task.record.has(Primitive::lyapunov_exponent)
                   ? task.record.components(Primitive::lyapunov_exponent)
                   : 0),
        inputs_(joint ? task.copies.inputs : 1),
        growth_(team.shared().template take<double>(std::size_t(count_))),
        scale_(team.shared().template take<double>(std::size_t(copies_.count()))),
        factor_(team.shared().template take<double>(std::size_t(count_) * count_)),
        inverse_(team.shared().template take<double>(std::size_t(count_) * count_)) {}

  WIDEFIELD_HD bool wanted() const { return count_ > 0; }
  /// m.
  WIDEFIELD_HD int count() const { return count_; }
  /// Inputs whose tangents together are one direction.
  WIDEFIELD_HD int inputs() const { return inputs_; }
  /// [copies] rows of tangents hold so many times the tangent.
  WIDEFIELD_HD double* scale() const { return scale_; }
  /// [m][m] T^T T / N, to be filled for `decompose`.
  WIDEFIELD_HD double* products() const { return factor_; }
  /// [m][m] lower triangular: row i makes orthonormal tangent i from tangents 0 ... i.
  WIDEFIELD_HD const double* mixing() const { return inverse_; }

  // By the leader.

  /// The tangents below layer 1 are orthonormal, those of every input by themselves.
  WIDEFIELD_HD void start() {
    for (int i = 0; i < count_; ++i)
      growth_[i] = -0.5 * log(double(inputs_));
    for (int copy = 0; copy < copies_.count(); ++copy)
      scale_[copy] = 1;
  }

  /// From products() to mixing(). A direction that is lost has the exponent -inf.
  WIDEFIELD_HD void decompose() {
    cholesky_lower(factor_, count_, rank_tolerance(count_));
    invert_lower(factor_, count_, inverse_);
    for (int i = 0; i < count_; ++i)
      growth_[i] += log(factor_[i * count_ + i]);
    for (int input = 0; input < inputs_; ++input)
      scale_[copies_.tangent(input, 0)] *= inverse_[0];
  }

  /// The same where all there is of the tangents is the Gram matrix of the copies,
  /// [copies][copies].
  WIDEFIELD_HD void orthonormalise(double* gram) {
    const int k = copies_.count();
    for (int i = 0; i < count_; ++i)
      for (int j = 0; j < count_; ++j) {
        double sum = 0;
        for (int input = 0; input < inputs_; ++input)
          sum += gram[copies_.tangent(input, i) * k + copies_.tangent(input, j)];
        factor_[i * count_ + j] = sum;
      }
    decompose();
    for (int input = 0; input < inputs_; ++input)
      for (int other = 0; other < k; ++other)
        mix_tangents(gram + copies_.tangent(input, 0) * k + other, k);
    for (int input = 0; input < inputs_; ++input)
      for (int other = 0; other < k; ++other)
        mix_tangents(gram + other * k + copies_.tangent(input, 0), 1);
  }

  WIDEFIELD_HD void write(const Task& task, double* record) const {
    for (int i = 0; i < count_; ++i)
      record[task.record.slot(Primitive::lyapunov_exponent, task.depth, i)] =
          growth_[i] / task.depth;
  }

 private:
  /// x -> mixing x in place for m numbers `stride` apart; element i needs those up to i only.
  WIDEFIELD_HD void mix_tangents(double* x, int stride) const {
    for (int i = count_ - 1; i >= 0; --i) {
      double sum = 0;
      for (int j = 0; j <= i; ++j)
        sum += inverse_[i * count_ + j] * x[j * stride];
      x[i * stride] = sum;
    }
  }

  Copies copies_;
  int count_, inputs_;
  double *growth_, *scale_, *factor_, *inverse_;
};

}  // namespace widefield::inline WIDEFIELD_ISA
