#pragma once
#include <cstddef>

#include "kernels/engine/tile.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// Rows from number `row` on, for arrays of rows that an int cannot count.
template <class S, int stride>
WIDEFIELD_HD inline TileRows<S, stride> row_of(TileRows<S, stride> rows, std::size_t row) {
  return {rows.data + row * lane_neurons * stride};
}

template <class S, int stride>
WIDEFIELD_HD inline void clear_rows(TileRows<S, stride> rows, int count) {
  for (int row = 0; row < count; ++row)
    for (int j = 0; j < lane_neurons; ++j)
      rows(row, j) = S(Real<S>(0));
}

template <class S, int stride>
WIDEFIELD_HD inline void copy_rows(TileRows<S, stride> from, int count, TileRows<S, stride> to) {
  for (int row = 0; row < count; ++row)
    for (int j = 0; j < lane_neurons; ++j)
      to(row, j) = from(row, j);
}

template <class S, int stride>
WIDEFIELD_HD inline void scale_rows(TileRows<S, stride> rows, int count, Real<S> factor) {
  for (int row = 0; row < count; ++row)
    for (int j = 0; j < lane_neurons; ++j)
      rows(row, j) = rows(row, j) * S(factor);
}

}  // namespace widefield::inline WIDEFIELD_ISA
