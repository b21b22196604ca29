#pragma once
#include <cstdint>

#include "widefield/scalar.hpp"

// Products with a matrix whose elements are drawn inside the product and never stored.
//
// `Rows` gives the elements: rows(row, tile, lane, out[4]) are those of columns 64 tile + 4 m + j,
// lane m. Signals of the copies lie tile by tile, [tile][copy][4] of S; columns beyond the width
// hold zero there. Sums over columns: every lane adds its columns in order, then the lanes are
// folded in a fixed tree; sums over rows: in order. Blocking reorders neither.
namespace widefield::inline WIDEFIELD_ISA {

/// Rows, and tiles of columns, whose elements are drawn together: they stay in the first-level
/// cache while all copies use them. Two copies share every load of an element.
inline constexpr int block_rows = 4, block_tiles = 4, block_copies = 2;

/// A block of elements, [row][tile][4].
template <class S>
using WeightBlock = S[block_rows][block_tiles][4];

/// Where a product reads and writes, and how large it is.
template <class S>
struct Product {
  int copies;
  std::uint64_t rows, columns;
  std::uint32_t lane;  // of this thread on a device; packs ignore it
};

WIDEFIELD_HD constexpr std::uint64_t tiles_of(std::uint64_t neurons) {
  return (neurons + 63) / 64;
}

}  // namespace widefield::inline WIDEFIELD_ISA
