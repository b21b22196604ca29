#pragma once
#include "kernels/engine/tile.hpp"

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

}  // namespace widefield::inline WIDEFIELD_ISA
