#pragma once
#include <cassert>
#include <cstdint>

#include "kernels/random/philox.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// What a random number is for; numbers of different purposes are independent.
enum class Purpose : std::uint32_t { weight, bias, input, probe, tangent, mask, graph, external };

/// A sequence of random numbers that nothing else uses. `matrix` tells the weight matrices of one
/// layer apart, `attempt` the rounds of a rejection loop.
struct Stream {
  std::uint64_t key;  // key_of_width
  Purpose purpose;
  std::uint32_t network, layer;
  std::uint32_t matrix = 0, attempt = 0;
};

// The counter of Philox4x32 is {block, copy | matrix | attempt | purpose, layer | matrix, network},
// its key that of the width: a matrix has its low bits beside the copy and its high bits above the
// layer, where there is room for the taps of a large kernel. Changing anything here changes every
// network: raise random_scheme_version.
inline constexpr int copy_bits = 20, low_matrix_bits = 4, attempt_bits = 4, purpose_bits = 4;
inline constexpr int layer_bits = 20, high_matrix_bits = 12;
inline constexpr int matrix_bits = low_matrix_bits + high_matrix_bits;
static_assert(copy_bits + low_matrix_bits + attempt_bits + purpose_bits == 32);
static_assert(layer_bits + high_matrix_bits == 32);
static_assert(std::uint32_t(Purpose::external) < (1u << purpose_bits));

/// The key of all networks of one width. Networks of two widths share no number, because what is
/// extrapolated from several widths takes them for independent.
WIDEFIELD_HD constexpr std::uint64_t key_of_width(std::uint64_t seed, std::int64_t width) {
  const auto wide = std::uint64_t(width);
  std::uint32_t word[4] = {};
  philox_words(Address{seed, 0, std::uint32_t(wide >> 32), 0}, std::uint32_t(wide), word);
  return std::uint64_t(word[1]) << 32 | word[0];
}

/// A tile is 64 neurons in 16 lanes: lane m of tile t owns neurons 64 t + 4 m + {0, 1, 2, 3} and
/// draws the four of them in one call, block 16 t + m.
inline constexpr int tile_lanes = 16, lane_neurons = 4, tile_neurons = tile_lanes * lane_neurons;
inline constexpr std::uint64_t tiles_in_reach = (std::uint64_t{1} << 32) / tile_lanes;

/// Where the numbers of one copy (or of one row of a dense matrix) stand.
WIDEFIELD_HD constexpr Address address(const Stream& stream, std::uint32_t copy) {
  assert(copy < (1u << copy_bits));
  assert(stream.matrix < (1u << matrix_bits));
  assert(stream.attempt < (1u << attempt_bits));
  assert(stream.layer < (1u << layer_bits));
  std::uint32_t word = std::uint32_t(stream.purpose);
  word = (word << attempt_bits) | stream.attempt;
  word = (word << low_matrix_bits) | (stream.matrix & ((1u << low_matrix_bits) - 1));
  word = (word << copy_bits) | copy;
  const std::uint32_t high = stream.matrix >> low_matrix_bits;
  return {stream.key, word, (high << layer_bits) | stream.layer, stream.network};
}

/// The blocks of a tile: of one lane on a device, of all sixteen in a pack (then `lane` is
/// ignored).
template <class W>
WIDEFIELD_HD constexpr W block_of(std::uint64_t tile, std::uint32_t lane) {
  assert(tile < tiles_in_reach);
  const std::uint32_t first = std::uint32_t(tile * tile_lanes);
#if !defined(__CUDACC__)
  if constexpr (!std::is_same_v<W, std::uint32_t>) return W(first) + lane_numbers<std::uint32_t>();
#endif
  return W(first + lane);
}

}  // namespace widefield::inline WIDEFIELD_ISA
