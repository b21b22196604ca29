#pragma once
#include "kernels/engine/tile/tile.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// What is summed over the neurons of a layer: the Gram matrix of some rows, single numbers, and
/// the products of `left` rows with `right` others, for `pairings` such lists. A total is an array
/// [triangle of the Gram matrix, row by row][single sums][pairing][left][right].
struct SumShape {
  int copies = 0;
  int sums = 0;
  int pairings = 0, left = 0, right = 0;

  WIDEFIELD_HD constexpr int gram(int row, int column) const {
    return row >= column ? triangle_index(row, column) : triangle_index(column, row);
  }
  WIDEFIELD_HD constexpr int sum(int which) const { return triangle_size(copies) + which; }
  WIDEFIELD_HD constexpr int product(int pairing, int row, int column) const {
    return sum(sums) + (pairing * left + row) * right + column;
  }
  WIDEFIELD_HD constexpr int size() const { return product(pairings, 0, 0); }
};

}  // namespace widefield::inline WIDEFIELD_ISA
