#pragma once
#include "kernels/engine/matrices/matrix_law.hpp"
#include "kernels/engine/tile/sum_shape.hpp"
#include "kernels/engine/tile/vectors.hpp"
#include "kernels/linear_algebra/growing_cholesky.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// What a matrix that is met from one side only has shown: the signals X that it has met and as
/// many fresh normals Z. With the Cholesky factors X^T X = R^T R and Z^T Z = S^T S:
///
///   Gaussian weights: W X = Z R;      Haar weights: W X = Z S^{-1} R,
///
/// so a new signal takes one pass over X for its products, a new column of R, and one pass over Z
/// for its fields: half of what Gram-Schmidt costs. The law of the fields is right to float64
/// rounding of the Gram matrix, that is their increments to 1e-7 of their length: where float32
/// signals end too.
template <class Team>
class SignalHistory {
 public:
  using S = typename Team::Scalar;
  using Rows = typename Team::Rows;
  using List = VectorList<Team>;

  /// One matrix.
  struct Shown {
    List signals, normals;
    GrowingCholesky signal_factor, normal_factor;  // R^T and S^T
    int* met = nullptr;
  };

  /// For `block` signals at a time, `most` together.
  WIDEFIELD_HD SignalHistory(Team& team, int block, int most, std::int64_t most_neurons)
      : block_(block),
        most_(most),
        sums_(team, SumShape{0, block * most}, most_neurons),
        weights_(team.shared().template take<double>(std::size_t(block) * most)) {}

  /// y = W x of a block of signals.
  WIDEFIELD_HD void multiply(Team& team, const Shown& shown, const MatrixLaw& law, List x, List y) {
    const int met = *shown.met;
    meet(team, shown.signals, met, law.inputs, [&](std::int64_t tile, int c, Rows row) {
      copy_rows(row_of(x.at(tile), std::size_t(c)), 1, row);
    });
    if (team.leader()) append(shown.signal_factor, met);
    if (law.haar) {
      meet(team, shown.normals, met, law.outputs, [&](std::int64_t tile, int c, Rows row) {
        draw_direction(team, law.stream, met + c, tile, law.outputs, row);
      });
      if (team.leader()) whiten(shown.normal_factor, met);
    }
    if (team.leader()) *shown.met = met + block_;
    team.barrier();
    team.for_each_tile(law.outputs, [&](std::int64_t tile) {
      if (!law.haar) draw(team, shown.normals, met, law, tile);
      for (int c = 0; c < block_; ++c) {
        const Rows row = row_of(y.at(tile), std::size_t(c));
        clear_rows(row, 1);
        add_combination<S>(shown.normals.at(tile), weights(c), met + c + 1, row);
      }
    });
  }

 private:
  using Sums = typename Team::Sums;

  WIDEFIELD_HD double* weights(int c) const { return weights_ + std::size_t(c) * most_; }
  /// Vector c of a block has products with itself and all before it.
  WIDEFIELD_HD int first_product(int c, int met) const { return c * (met + block_); }

  /// Appends the rows of a block, make(tile, c, row), to a list, and sums their products.
  template <class Make>
  WIDEFIELD_HD void meet(Team& team, List list, int met, std::int64_t neurons, Make make) {
    Sums sums = sums_;
    sums.shape.sums = first_product(block_, met);
    team.accumulate(neurons, sums, [&](std::int64_t tile, auto& partial) {
      for (int c = 0; c < block_; ++c) {
        const Rows row = row_of(list.at(tile), std::size_t(met + c));
        make(tile, c, row);
        partial.dots(first_product(c, met), list.at(tile), met + c + 1, row);
      }
    });
  }

  WIDEFIELD_HD void draw(Team& team, List list, int met, const MatrixLaw& law,
                         std::int64_t tile) const {
    for (int c = 0; c < block_; ++c)
      draw_direction(team, law.stream, met + c, tile, law.outputs,
                     row_of(list.at(tile), std::size_t(met + c)));
  }

  /// By the leader: the new columns of R are the weights.
  WIDEFIELD_HD void append(const GrowingCholesky& factor, int met) {
    for (int c = 0; c < block_; ++c) {
      for (int i = 0; i <= met + c; ++i)
        weights(c)[i] = sums_.total[first_product(c, met) + i];
      factor.append(weights(c), met + c);
    }
  }

  /// By the leader: from R to S^{-1} R.
  WIDEFIELD_HD void whiten(const GrowingCholesky& factor, int met) {
    for (int c = 0; c < block_; ++c)
      factor.append(sums_.total + first_product(c, met), met + c);
    for (int c = 0; c < block_; ++c)
      factor.solve_transposed(weights(c), met + c + 1);
  }

  int block_, most_;
  Sums sums_;
  double* weights_;  // [block][most]
};

}  // namespace widefield::inline WIDEFIELD_ISA
