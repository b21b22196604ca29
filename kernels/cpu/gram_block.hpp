#pragma once
#include "kernels/engine/tile/tile.hpp"
#include "widefield/scalar.hpp"

// The Gram matrix of the rows of one tile, in blocks whose partial sums fit the registers.
namespace widefield::inline WIDEFIELD_ISA {

/// A float64 sum over neurons in eight partial sums: number m takes the neurons of lane m of a
/// tile, then those of lane m + 8. Eight rather than sixteen, because the sums of sixteen copies
/// then leave room for the tile in the fastest cache.
struct LaneSum {
  using Part = Pack<double>::Part;
  static constexpr int parts = Pack<double>::parts / 2;

  Part part[parts];

  WIDEFIELD_INLINE void add(const Pack<double>& x) {
    for (int p = 0; p < parts; ++p)
      part[p] += x.part[p];
    for (int p = 0; p < parts; ++p)
      part[p] += x.part[parts + p];
  }

  /// Along a fixed tree: m with m + 4, then m + 2, m + 1.
  double fold() const {
    constexpr int lanes = pack_lanes / 2;
    double lane[lanes];
    __builtin_memcpy(lane, part, sizeof lane);
    for (int step = lanes / 2; step > 0; step /= 2)
      for (int i = 0; i < step; ++i)
        lane[i] += lane[i + step];
    return lane[0];
  }
};

/// Rows of a block: 16 partial sums of 32 registers, or 9 of 16.
inline constexpr int gram_block_rows = vector_bytes == 64 ? 4 : 3;

/// Calls f(r, c) for the entries of a block in the order in which their sums are stored.
template <int rows, int columns, bool diagonal, class F>
WIDEFIELD_INLINE void for_entries(F f) {
#pragma GCC unroll 4
  for (int r = 0; r < rows; ++r)
#pragma GCC unroll 4
    for (int c = 0; c < (diagonal ? r + 1 : columns); ++c)
      f(r, c);
}

/// sums += a_r . b_c over the neurons of a tile, lane by lane, a lane's four in their order; on the
/// diagonal of the matrix only c <= r. a, b: rows of four packs. Returns the end of the block's
/// sums.
template <int rows, int columns, bool diagonal>
LaneSum* add_gram_block(const Pack<double>* a, const Pack<double>* b, LaneSum* sums) {
  constexpr int entries = diagonal ? rows * (rows + 1) / 2 : rows * columns;
#pragma GCC unroll 1
  for (int part = 0; part < LaneSum::parts; ++part) {
    LaneSum::Part partial[entries];
#pragma GCC unroll 16
    for (int e = 0; e < entries; ++e)
      partial[e] = sums[e].part[part];
#pragma GCC unroll 1
    for (int i = 0; i < 2 * lane_neurons; ++i) {
      const int j = i % lane_neurons, from = part + i / lane_neurons * LaneSum::parts;
      int e = 0;
      for_entries<rows, columns, diagonal>([&](int r, int c) {
        partial[e++] += a[r * lane_neurons + j].part[from] * b[c * lane_neurons + j].part[from];
      });
    }
#pragma GCC unroll 16
    for (int e = 0; e < entries; ++e)
      sums[e].part[part] = partial[e];
  }
  return sums + entries;
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

/// f(height, width, row, column, diagonal) for the blocks of the lower triangle, sizes and kind as
/// constants, in the order in which their sums are stored.
template <class F>
WIDEFIELD_INLINE void for_gram_blocks(int copies, F f) {
  for (int row = 0; row < copies; row += gram_block_rows) {
    const int height = copies - row < gram_block_rows ? copies - row : gram_block_rows;
    with_block_rows(height, [&](auto h) {
      for (int column = 0; column < row; column += gram_block_rows)
        f(h, std::integral_constant<int, gram_block_rows>{}, row, column, std::false_type{});
      f(h, h, row, row, std::true_type{});
    });
  }
}

/// sums += Gram matrix of the rows of one tile. rows: [copies][4]. The sums of a block stand
/// together.
inline void add_gram(const Pack<double>* rows, int copies, LaneSum* sums) {
  for_gram_blocks(copies, [&](auto height, auto width, int row, int column, auto diagonal) {
    sums = add_gram_block<height, width, diagonal>(rows + row * lane_neurons,
                                                   rows + column * lane_neurons, sums);
  });
}

/// The triangle, row by row, of the sums of add_gram.
inline void fold_gram(const LaneSum* sums, int copies, double* triangle) {
  for_gram_blocks(copies, [&](auto height, auto width, int row, int column, auto diagonal) {
    for_entries<height, width, diagonal>(
        [&](int r, int c) { triangle[triangle_index(row + r, column + c)] = (sums++)->fold(); });
  });
}

}  // namespace widefield::inline WIDEFIELD_ISA
