#pragma once
#include <cstddef>

#include "kernels/engine/tile/tile.hpp"
#include "kernels/random/normal.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// float64 with as many lanes.
template <class S>
struct Widened {
  using type = double;
};
#if !defined(__CUDACC__)
template <class T>
struct Widened<Pack<T>> {
  using type = Pack<double>;
};
#endif
template <class S>
using Wide = typename Widened<S>::type;

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
WIDEFIELD_HD inline void add_rows(TileRows<S, stride> from, int count, TileRows<S, stride> to) {
  for (int row = 0; row < count; ++row)
    for (int j = 0; j < lane_neurons; ++j)
      to(row, j) += from(row, j);
}

template <class S, int stride>
WIDEFIELD_HD inline void scale_rows(TileRows<S, stride> rows, int count, Real<S> factor) {
  for (int row = 0; row < count; ++row)
    for (int j = 0; j < lane_neurons; ++j)
      rows(row, j) = rows(row, j) * S(factor);
}

/// Row `to` of y += factor times row `from` of x.
template <class S, int stride>
WIDEFIELD_HD inline void add_scaled_row(TileRows<S, stride> x, int from, double factor,
                                        TileRows<S, stride> y, int to) {
  for (int j = 0; j < lane_neurons; ++j)
    y(to, j) += S(Real<S>(factor)) * x(from, j);
}

/// Adds one row of a tile to a single sum.
template <class S, int stride, class Partial>
WIDEFIELD_HD inline void add_row(int sum, TileRows<S, stride> rows, int row, Partial& partial) {
  S terms[lane_neurons];
  for (int j = 0; j < lane_neurons; ++j)
    terms[j] = rows(row, j);
  partial.add(sum, terms);
}

/// Normals of `count` copies of one tile.
template <class Team>
WIDEFIELD_HD inline void draw_rows(const Team& team, const Stream& stream, std::int64_t tile,
                                   int count, typename Team::Rows rows) {
  for (int copy = 0; copy < count; ++copy) {
    typename Team::Scalar z[lane_neurons];
    normals(stream, std::uint32_t(copy), std::uint64_t(tile), team.lane(), z);
    for (int j = 0; j < lane_neurons; ++j)
      rows(copy, j) = z[j];
  }
}

}  // namespace widefield::inline WIDEFIELD_ISA
