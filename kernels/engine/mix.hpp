#pragma once
#include "kernels/engine/rows.hpp"
#include "kernels/engine/tile.hpp"

// Rows of a tile as linear combinations of rows.

namespace widefield::inline WIDEFIELD_ISA {

// A block of partial sums that fits the registers.
#if defined(__CUDACC__)
inline constexpr int mix_rows = 4;
template <class S>
inline constexpr int mix_neurons = 4;
#else
inline constexpr int mix_rows = register_bytes == 64 ? 4 : 2;
template <class S>
inline constexpr int mix_neurons = register_bytes == 64 && sizeof(S) == 64 ? 4 : 2;
#endif

/// Rows [row, row + count) of h = F z for neurons [j, j + mix_neurons) of every lane, in place.
template <int count, class S, int stride>
WIDEFIELD_HD inline void mix_block(TileRows<S, stride> z, const Real<S>* factor, int copies,
                                   int row, int j) {
  constexpr int neurons = mix_neurons<S>;
  S sum[count][neurons];
  for (int r = 0; r < count; ++r)
    for (int i = 0; i < neurons; ++i)
      sum[r][i] = S(Real<S>(0));
  for (int p = 0; p < row + count; ++p)
    for (int r = 0; r < count; ++r)
      for (int i = 0; i < neurons; ++i)
        sum[r][i] += S(factor[(row + r) * copies + p]) * z(p, j + i);
  for (int r = 0; r < count; ++r)
    for (int i = 0; i < neurons; ++i)
      z(row + r, j + i) = sum[r][i];
}

/// h = F z in place: correlated fields of the copies of every neuron from independent normals.
/// factor: lower triangular, row-major [copies][copies], zeros above the diagonal. Row r needs z of
/// rows up to r only, so the rows are done from the last to the first.
template <class S, int stride>
WIDEFIELD_HD inline void mix(TileRows<S, stride> z, const Real<S>* factor, int copies) {
  const int whole = copies / mix_rows * mix_rows;
  for (int j = 0; j < lane_neurons; j += mix_neurons<S>) {
    for (int row = copies - 1; row >= whole; --row)
      mix_block<1>(z, factor, copies, row, j);
    for (int row = whole - mix_rows; row >= 0; row -= mix_rows)
      mix_block<mix_rows>(z, factor, copies, row, j);
  }
}

/// A matrix [rows][columns] that combines rows; a lower triangular one has zeros above its
/// diagonal.
template <class Number>
struct Combination {
  const Number* factor;
  int rows, columns;
  bool lower = false;
};

/// Rows [row, row + count) of y += F x for neurons [j, j + mix_neurons) of every lane, summed in T.
template <class T, int count, class S, int stride>
WIDEFIELD_HD inline void add_combination_block(const Combination<Real<T>>& f, TileRows<S, stride> x,
                                               int row, int j, TileRows<S, stride> y) {
  constexpr int neurons = mix_neurons<T>;
  T sum[count][neurons];
  for (int r = 0; r < count; ++r)
    for (int i = 0; i < neurons; ++i)
      sum[r][i] = convert<T>(y(row + r, j + i));
  const int end = f.lower ? row + count : f.columns;
  for (int p = 0; p < end; ++p) {
    T from[neurons];
    for (int i = 0; i < neurons; ++i)
      from[i] = convert<T>(x(p, j + i));
    for (int r = 0; r < count; ++r)
      for (int i = 0; i < neurons; ++i)
        sum[r][i] += T(f.factor[(row + r) * f.columns + p]) * from[i];
  }
  for (int r = 0; r < count; ++r)
    for (int i = 0; i < neurons; ++i)
      y(row + r, j + i) = convert<S>(sum[r][i]);
}

/// y += F x, summed in T; y is not x.
template <class T, class S, int stride>
WIDEFIELD_HD inline void add_combinations(const Combination<Real<T>>& f, TileRows<S, stride> x,
                                          TileRows<S, stride> y) {
  const int whole = f.rows / mix_rows * mix_rows;
  for (int j = 0; j < lane_neurons; j += mix_neurons<T>) {
    for (int row = 0; row < whole; row += mix_rows)
      add_combination_block<T, mix_rows>(f, x, row, j, y);
    for (int row = whole; row < f.rows; ++row)
      add_combination_block<T, 1>(f, x, row, j, y);
  }
}

}  // namespace widefield::inline WIDEFIELD_ISA
