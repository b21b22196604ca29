#pragma once
#include "kernels/engine/tile/rows.hpp"
#include "kernels/engine/tile/tile.hpp"

// Rows of a tile as linear combinations of rows, in blocks whose sums fit the registers.
namespace widefield::inline WIDEFIELD_ISA {

/// Sums of a block: as many as half of the registers hold.
#if defined(__CUDACC__)
template <class S>
inline constexpr int block_sums = 16;
#else
template <class S>
inline constexpr int block_sums = (vector_bytes == 64 ? 16 : 8) * vector_bytes /
                                  int(sizeof(S) < vector_bytes ? vector_bytes : sizeof(S));
#endif

/// Rows of a block: few where the rows of a triangle differ in length, else as many as possible,
/// because a row of x is then read least often.
template <class S>
inline constexpr int triangle_rows = block_sums<S> >= 16  ? 4
                                     : block_sums<S> >= 4 ? 2
                                                          : 1;
template <class S>
inline constexpr int rectangle_rows = block_sums<S>;

/// Neurons of a lane that a block of so many rows takes at a time.
template <class S, int rows>
inline constexpr int block_neurons =
    block_sums<S> / rows > lane_neurons ? lane_neurons : block_sums<S> / rows;

/// A matrix [rows][columns] that combines rows; of a lower triangular one only the triangle is
/// read.
template <class Number>
struct Combination {
  const Number* factor;
  int rows, columns;
  bool lower = false;
};

/// Rows [row, row + rows) of y = F x or, where it adds, of y += F x, for neurons [j, j +
/// block_neurons) of every lane. They may stand in the place of the same rows of x.
template <bool adds, int rows, class S, int stride>
WIDEFIELD_HD inline void combine_block(const Combination<Real<S>>& f, TileRows<S, stride> x,
                                       int row, int j, TileRows<S, stride> y) {
  constexpr int neurons = block_neurons<S, rows>;
  S sum[rows][neurons];
  WIDEFIELD_UNROLL
  for (int r = 0; r < rows; ++r)
    for (int i = 0; i < neurons; ++i)
      sum[r][i] = adds ? y(row + r, j + i) : S(Real<S>(0));
  const int whole = f.lower ? row : f.columns;
  for (int p = 0; p < whole; ++p)
    WIDEFIELD_UNROLL
  for (int r = 0; r < rows; ++r)
    for (int i = 0; i < neurons; ++i)
      sum[r][i] += S(f.factor[(row + r) * f.columns + p]) * x(p, j + i);
  if (f.lower) {
    WIDEFIELD_UNROLL
    for (int p = 0; p < rows; ++p)
      WIDEFIELD_UNROLL
    for (int r = p; r < rows; ++r)
      for (int i = 0; i < neurons; ++i)
        sum[r][i] += S(f.factor[(row + r) * f.columns + row + p]) * x(row + p, j + i);
  }
  WIDEFIELD_UNROLL
  for (int r = 0; r < rows; ++r)
    for (int i = 0; i < neurons; ++i)
      y(row + r, j + i) = sum[r][i];
}

/// Rows [first, end) in blocks of `rows`, what is left in blocks of half as many, from the last to
/// the first.
template <bool adds, int rows, class S, int stride>
WIDEFIELD_HD inline void combine_rows(const Combination<Real<S>>& f, TileRows<S, stride> x,
                                      int first, int end, TileRows<S, stride> y) {
  const int whole = first + (end - first) / rows * rows;
  if constexpr (rows > 1) combine_rows<adds, rows / 2>(f, x, whole, end, y);
  for (int row = whole - rows; row >= first; row -= rows)
    for (int j = 0; j < lane_neurons; j += block_neurons<S, rows>)
      combine_block<adds, rows>(f, x, row, j, y);
}

/// y = F x or y += F x.
template <bool adds, class S, int stride>
WIDEFIELD_HD inline void combine(const Combination<Real<S>>& f, TileRows<S, stride> x,
                                 TileRows<S, stride> y) {
  if (f.lower)
    combine_rows<adds, triangle_rows<S>>(f, x, 0, f.rows, y);
  else
    combine_rows<adds, rectangle_rows<S>>(f, x, 0, f.rows, y);
}

/// h = F z in place, F lower triangular [copies][copies]: correlated numbers of the copies of every
/// neuron from independent ones. Row r needs z of rows up to r only, so the rows are done from
/// the last to the first.
template <class S, int stride>
WIDEFIELD_HD inline void correlate(TileRows<S, stride> z, const Real<S>* factor, int copies) {
  combine_rows<false, triangle_rows<S>>({factor, copies, copies, true}, z, 0, copies, z);
}

}  // namespace widefield::inline WIDEFIELD_ISA
