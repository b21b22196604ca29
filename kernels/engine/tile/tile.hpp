#pragma once
#include <cstddef>
#include <cstdint>

#include "kernels/random/address.hpp"
#include "widefield/scalar.hpp"

// How neurons are grouped. The tile comes from the generator (kernels/random/address.hpp): one call
// gives the four normals of neurons 4m..4m+3 of one copy to lane m.
namespace widefield::inline WIDEFIELD_ISA {

/// Sums over neurons run within a lane inside a chunk, then over the lanes of the chunk along a
/// fixed tree, then over chunks in their order. A chunk is what one thread does of an enormous
/// network: 256 tiles are milliseconds of work and at most 16384 float64 terms per partial sum.
inline constexpr std::int64_t chunk_tiles = 256;

/// Chunks between two foldings: what bounds the memory for any width.
inline constexpr std::int64_t round_chunks = 64;

WIDEFIELD_HD constexpr std::int64_t tile_count(std::int64_t neurons) {
  return (neurons + tile_neurons - 1) / tile_neurons;
}
WIDEFIELD_HD constexpr std::int64_t chunk_count(std::int64_t neurons) {
  return (tile_count(neurons) + chunk_tiles - 1) / chunk_tiles;
}

/// The rows of one tile, one per copy: (row, j) are the neurons 4m + j of this thread's lane m
/// (CPU: of all sixteen lanes). `stride` is 1 on the CPU and 16 where the lanes of a tile are
/// threads.
template <class S, int stride>
struct TileRows {
  using Scalar = S;

  S* data;

  WIDEFIELD_HD S& operator()(int row, int j) const {
    return data[(row * lane_neurons + j) * stride];
  }
};

/// The number of this thread's lane, or of all sixteen.
template <class S>
WIDEFIELD_HD inline S lane_number(std::uint32_t lane) {
#if !defined(__CUDACC__)
  if constexpr (!std::is_same_v<S, Real<S>>) return lane_numbers<Real<S>>();
#endif
  return S(Real<S>(lane));
}

/// Is neuron 64 tile + 4 lane + j one of `neurons`? Only the last tile has others.
template <class S>
WIDEFIELD_HD inline Mask<S> is_neuron(std::int64_t neurons, std::int64_t tile, std::uint32_t lane,
                                      int j) {
  const std::int64_t left = neurons - tile * tile_neurons;
  const Real<S> limit = Real<S>(left < tile_neurons ? left : tile_neurons);
  return lane_number<S>(lane) * S(Real<S>(lane_neurons)) + S(Real<S>(j)) < S(limit);
}

/// Sets the rows of what is not a neuron to zero, so that sums may run over whole tiles.
template <class S, int stride>
WIDEFIELD_HD inline void clear_beyond(std::int64_t neurons, std::int64_t tile, std::uint32_t lane,
                                      TileRows<S, stride> rows, int count) {
  if ((tile + 1) * tile_neurons <= neurons) return;
  for (int j = 0; j < lane_neurons; ++j) {
    const Mask<S> inside = is_neuron<S>(neurons, tile, lane, j);
    for (int row = 0; row < count; ++row)
      rows(row, j) = select(inside, rows(row, j), S(Real<S>(0)));
  }
}

/// Lower triangle, row by row: (0,0) (1,0) (1,1) (2,0) ...
WIDEFIELD_HD constexpr int triangle_index(int row, int column) {
  return row * (row + 1) / 2 + column;
}
WIDEFIELD_HD constexpr int triangle_size(int rows) {
  return rows * (rows + 1) / 2;
}

/// Hands out pieces of one block of memory. With no base it only measures, so the constructor of a
/// workspace is at once its allocation and its size.
struct Arena {
  static constexpr std::size_t alignment = 128;

  std::byte* base = nullptr;
  std::size_t used = 0;

  template <class T>
  WIDEFIELD_HD T* take(std::size_t count) {
    const std::size_t at = used;
    used += (count * sizeof(T) + alignment - 1) / alignment * alignment;
    return base == nullptr ? nullptr : reinterpret_cast<T*>(base + at);
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
