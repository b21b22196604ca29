#pragma once
#include "kernels/engine/tile.hpp"
#include "widefield/scalar.hpp"

// The Gram matrix of the rows of one tile, in blocks whose partial sums fit the registers.
namespace widefield::inline WIDEFIELD_ISA {

/// Rows of a block: 16 partial sums of 32 registers, or 9 of 16.
inline constexpr int gram_block_rows = register_bytes == 64 ? 4 : 3;

/// sums[r][c] += a_r . b_c over the four neurons of every lane, in their order; on the diagonal of
/// the matrix only c <= r. a, b: rows of four packs. sums: triangle, entered at (row, column).
template <int rows, int columns, bool diagonal>
void add_gram_block(const Pack<double>* a, const Pack<double>* b, Pack<double>* sums, int row,
                    int column) {
  using Part = Pack<double>::Part;
#pragma GCC unroll 8
  for (int part = 0; part < Pack<double>::parts; ++part) {
    Part partial[rows][columns];
#pragma GCC unroll 4
    for (int r = 0; r < rows; ++r)
#pragma GCC unroll 4
      for (int c = 0; c < (diagonal ? r + 1 : columns); ++c)
        partial[r][c] = sums[triangle_index(row + r, column + c)].part[part];
#pragma GCC unroll 4
    for (int j = 0; j < lane_neurons; ++j)
#pragma GCC unroll 4
      for (int r = 0; r < rows; ++r)
#pragma GCC unroll 4
        for (int c = 0; c < (diagonal ? r + 1 : columns); ++c)
          partial[r][c] += a[r * lane_neurons + j].part[part] * b[c * lane_neurons + j].part[part];
#pragma GCC unroll 4
    for (int r = 0; r < rows; ++r)
#pragma GCC unroll 4
      for (int c = 0; c < (diagonal ? r + 1 : columns); ++c)
        sums[triangle_index(row + r, column + c)].part[part] = partial[r][c];
  }
}

/// Calls f with the number of rows of a block as a constant.
template <class F>
WIDEFIELD_INLINE void with_block_rows(int rows, F f) {
  if (rows == 1) f(std::integral_constant<int, 1>{});
  if (rows == 2) f(std::integral_constant<int, 2>{});
  if (rows == 3) f(std::integral_constant<int, 3>{});
  if constexpr (gram_block_rows == 4)
    if (rows == 4) f(std::integral_constant<int, 4>{});
}

/// sums += Gram matrix of `copies` rows of one tile. rows: [copies][4].
inline void add_gram(const Pack<double>* rows, int copies, Pack<double>* sums) {
  for (int row = 0; row < copies; row += gram_block_rows) {
    const int height = copies - row < gram_block_rows ? copies - row : gram_block_rows;
    with_block_rows(height, [&](auto h) {
      const Pack<double>* a = rows + row * lane_neurons;
      for (int column = 0; column < row; column += gram_block_rows)
        add_gram_block<h, gram_block_rows, false>(a, rows + column * lane_neurons, sums, row,
                                                  column);
      add_gram_block<h, h, true>(a, a, sums, row, row);
    });
  }
}

}  // namespace widefield::inline WIDEFIELD_ISA
