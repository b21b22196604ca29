#pragma once
#include "kernels/engine/tile/rows.hpp"

// Vectors over the neurons of a layer, and lists of them. Lists are read whole, tile by tile, so
// the rows of a tile stand together.
namespace widefield::inline WIDEFIELD_ISA {

/// One vector: one row per tile, `stride` rows apart.
template <class Team>
struct TiledVector {
  typename Team::Rows rows;
  int stride = 1;

  WIDEFIELD_HD typename Team::Rows at(std::int64_t tile) const {
    return row_of(rows, std::size_t(tile) * stride);
  }
};

/// Up to `capacity` vectors, [tile][vector].
template <class Team>
struct VectorList {
  typename Team::Rows rows;
  int capacity = 0;

  WIDEFIELD_HD VectorList(typename Team::Rows of, int most) : rows(of), capacity(most) {}
  /// Takes the memory of a list over `neurons` neurons.
  WIDEFIELD_HD VectorList(Team& team, int most, std::int64_t neurons)
      : rows(team.rows(team.shared(), std::size_t(tile_count(neurons)) * most)), capacity(most) {}

  WIDEFIELD_HD typename Team::Rows at(std::int64_t tile) const {
    return row_of(rows, std::size_t(tile) * capacity);
  }
  WIDEFIELD_HD TiledVector<Team> vector(int number) const {
    return {row_of(rows, std::size_t(number)), capacity};
  }
};

/// The first `count` vectors of a list.
template <class Team>
struct VectorSpan {
  VectorList<Team> list;
  int count = 0;
};

// As many partial sums as fit the registers.
#if defined(__CUDACC__)
template <class S>
inline constexpr int sum_neurons = lane_neurons;
#else
template <class S>
inline constexpr int sum_neurons = vector_bytes == 64 || sizeof(S) / vector_bytes <= 2
                                       ? lane_neurons
                                       : lane_neurons / 2;
#endif

/// y += sum_i factor_i a_i over the rows of one tile, summed in T in the order of i.
template <class T, class S, int stride>
WIDEFIELD_HD inline void add_combination(TileRows<S, stride> a, const double* factor, int count,
                                         TileRows<S, stride> y) {
  constexpr int neurons = sum_neurons<T>;
  for (int j = 0; j < lane_neurons; j += neurons) {
    T sum[neurons];
    for (int i = 0; i < neurons; ++i)
      sum[i] = convert<T>(y(0, j + i));
    for (int row = 0; row < count; ++row)
      for (int i = 0; i < neurons; ++i)
        sum[i] += T(Real<T>(factor[row])) * convert<T>(a(row, j + i));
    for (int i = 0; i < neurons; ++i)
      y(0, j + i) = convert<S>(sum[i]);
  }
}

}  // namespace widefield::inline WIDEFIELD_ISA
