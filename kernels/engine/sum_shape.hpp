#pragma once
#include "kernels/engine/tile.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// What is summed over the neurons of a layer: the Gram matrix of some rows, and single numbers.
/// A total is an array [triangle of the Gram matrix, row by row][single sums].
struct SumShape {
  int copies = 0;
  int sums = 0;
  int skipped = 0;  // the products of the first rows with each other are not wanted, and zero

  WIDEFIELD_HD constexpr int gram(int row, int column) const {
    return row >= column ? triangle_index(row, column) : triangle_index(column, row);
  }
  WIDEFIELD_HD constexpr int sum(int which) const { return triangle_size(copies) + which; }
  WIDEFIELD_HD constexpr int size() const { return triangle_size(copies) + sums; }
};

}  // namespace widefield::inline WIDEFIELD_ISA
