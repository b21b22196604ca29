#pragma once
#include "kernels/cpu/ahead.hpp"
#include "kernels/engine/tile/tile.hpp"
#include "widefield/scalar.hpp"

// The products of many rows of a tile with many others, summed over the neurons of the tile in the
// precision of the rows, over tiles in float64: for coefficients that rows of that precision are
// multiplied with. Twice as fast as sums in float64, because float32 has twice the lanes.
namespace widefield::inline WIDEFIELD_ISA {

/// A register with the numbers of one neuron, a row per lane.
template <class Real>
using Column = typename Pack<Real>::Part;
template <class Real>
inline constexpr int column_rows = Pack<Real>::part_lanes;

/// Rows that whole registers hold.
template <class Real>
constexpr int whole_columns(int rows) {
  return (rows + column_rows<Real> - 1) / column_rows<Real> * column_rows<Real>;
}

/// a_s b_s a_(s+1) b_(s+1) ...
template <int start, class Part, std::size_t... I>
WIDEFIELD_INLINE Part interleave(Part a, Part b, std::index_sequence<I...>) {
  return __builtin_shufflevector(a, b, (start + int(I) / 2 + int(I) % 2 * int(sizeof...(I)))...);
}

/// Transposes a square of registers in `rounds` = lanes: each round halves it and interleaves the
/// first half of the registers with the second.
template <int rounds, class Part, int lanes>
WIDEFIELD_INLINE void transpose(Part (&x)[lanes]) {
  if constexpr (rounds > 1) {
    using Lanes = std::make_index_sequence<lanes>;
    Part y[lanes];
    WIDEFIELD_UNROLL
    for (int i = 0; i < lanes / 2; ++i) {
      y[2 * i] = interleave<0>(x[i], x[i + lanes / 2], Lanes{});
      y[2 * i + 1] = interleave<lanes / 2>(x[i], x[i + lanes / 2], Lanes{});
    }
    transpose<rounds / 2>(y);
    WIDEFIELD_UNROLL
    for (int i = 0; i < lanes; ++i)
      x[i] = y[i];
  }
}

/// `count` rows of a tile, at most a register of them, as the columns of its neurons in the order
/// in which these stand in memory; lanes without a row are zero.
template <class Real>
void turn_rows(const Pack<Real>* rows, int count, Column<Real> (&columns)[tile_neurons]) {
  constexpr int lanes = column_rows<Real>;
  for (int first = 0; first < tile_neurons; first += lanes) {
    Column<Real> square[lanes] = {};
    WIDEFIELD_UNROLL
    for (int r = 0; r < lanes; ++r)
      if (r < count)
        square[r] = rows[r * lane_neurons + first / pack_lanes].part[first % pack_lanes / lanes];
    transpose<lanes>(square);
    WIDEFIELD_UNROLL
    for (int i = 0; i < lanes; ++i)
      columns[first + i] = square[i];
  }
}

/// Rows of single numbers, [row][neuron of the tile], and their sums, [row][stride].
template <class Real>
struct ProductRows {
  const Real* row;
  double* sums;
  int count, stride;
};

/// sums of `rows` rows += their products with the columns of a tile, neuron after neuron.
template <int rows, class Real>
void add_products(const ProductRows<Real>& left, const Column<Real> (&columns)[tile_neurons],
                  Ahead& ahead) {
  typedef double Wide __attribute__((vector_size(sizeof(double) * column_rows<Real>),
                                     aligned(sizeof(double)), may_alias));
  Column<Real> partial[rows] = {};
  const char* next = ahead.take(tile_neurons, columns);
#pragma GCC unroll 1
  for (int n = 0; n < tile_neurons; ++n) {
    __builtin_prefetch(next + n * Ahead::line_bytes, 0, 2);
    WIDEFIELD_UNROLL
    for (int r = 0; r < rows; ++r)
      partial[r] += (left.row[r * tile_neurons + n] - Column<Real>{}) * columns[n];
  }
  WIDEFIELD_UNROLL
  for (int r = 0; r < rows; ++r)
    *reinterpret_cast<Wide*>(left.sums + r * left.stride) +=
        __builtin_convertvector(partial[r], Wide);
}

/// The same for any number of rows, in blocks of `rows` and what is left in blocks of half as many.
template <int rows, class Real>
void add_all_products(ProductRows<Real> left, const Column<Real> (&columns)[tile_neurons],
                      Ahead& ahead) {
  for (; left.count >= rows; left.count -= rows) {
    add_products<rows>(left, columns, ahead);
    left.row += std::size_t(rows) * tile_neurons;
    left.sums += std::size_t(rows) * left.stride;
  }
  if constexpr (rows > 1) add_all_products<rows / 2>(left, columns, ahead);
}

/// sums[left][right] += the products of the rows of a tile; a row of sums fills whole registers.
template <class Real>
void add_row_products(const Pack<Real>* left, int left_rows, const Pack<Real>* right,
                      int right_rows, double* sums, Ahead& ahead) {
  constexpr int together = vector_bytes == 64 ? 16 : 8;
  for (int first = 0; first < right_rows; first += column_rows<Real>) {
    Column<Real> columns[tile_neurons];
    turn_rows(right + first * lane_neurons, right_rows - first, columns);
    add_all_products<together>(ProductRows<Real>{reinterpret_cast<const Real*>(left), sums + first,
                                                 left_rows, whole_columns<Real>(right_rows)},
                               columns, ahead);
  }
}

}  // namespace widefield::inline WIDEFIELD_ISA
