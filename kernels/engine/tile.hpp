#pragma once
#include <cstddef>
#include <cstdint>

#include "widefield/host_device.hpp"

// How neurons are grouped. The order comes from the generator: one Philox call gives the four
// normals of neurons 4m..4m+3 of one copy.
namespace widefield::inline WIDEFIELD_ISA {

inline constexpr int tile_lanes = 16;
inline constexpr int lane_neurons = 4;
inline constexpr int tile_neurons = tile_lanes * lane_neurons;

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
  S* data;

  WIDEFIELD_HD S& operator()(int row, int j) const {
    return data[(row * lane_neurons + j) * stride];
  }
};

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
