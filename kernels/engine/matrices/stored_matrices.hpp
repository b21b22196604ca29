#pragma once
#include "kernels/engine/matrices/dense_product.hpp"
#include "kernels/engine/tile/stage.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The matrices of a network that are the same in every layer, kept in memory: every element is
/// drawn once, at its address, and is then what a product would draw. [matrix][row][tile]
template <class Team>
class StoredMatrices {
 public:
  using Rows = typename Team::Rows;

  template <class Code>
  WIDEFIELD_HD StoredMatrices(Team& team, const Problem<Code>& problem)
      : wanted_(problem.stored && problem.weights != WeightLaw::orthogonal),
        rows_of_matrix_(std::size_t(tile_count(problem.widest())) * tile_neurons *
                        std::size_t(tile_count(problem.widest()))),
        rows_(team.rows(team.shared(), wanted_ ? matrices(problem) * rows_of_matrix_ : 0)) {}

  WIDEFIELD_HD bool has(const StageAt& at, int unit) const {
    return wanted_ && at.has_matrix(unit) && at.term_of(unit).tied;
  }
  /// No memory where the matrix is not kept.
  WIDEFIELD_HD Rows of(const StageAt& at, int unit) const {
    if (!has(at, unit)) return {nullptr};
    return row_of(rows_, std::size_t(at.matrix_number(unit)) * rows_of_matrix_);
  }

 private:
  /// Numbers of matrices in use.
  template <class Code>
  WIDEFIELD_HD static std::size_t matrices(const Problem<Code>& problem) {
    int most = 0;
    for (int stage = 0; stage < problem.cell.numbers().stages; ++stage) {
      const StageAt at = stage_at(problem, 0, 1, stage);
      for (int u = 0; u < at.units(); ++u)
        if (at.term_of(u).tied && at.matrix_number(u) >= most) most = at.matrix_number(u) + 1;
    }
    return std::size_t(most);
  }

  bool wanted_;
  std::size_t rows_of_matrix_;
  Rows rows_;
};

}  // namespace widefield::inline WIDEFIELD_ISA
