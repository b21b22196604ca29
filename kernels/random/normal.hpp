#pragma once
#include <cstdint>

#include "kernels/random/address.hpp"
#include "kernels/random/box_muller.hpp"
#include "kernels/random/philox.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// Random words of neurons 64 tile + 4 m + {0, 1, 2, 3} of one copy (dense: columns of one row),
/// for every lane m of a pack, or for the lane of this thread.
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE void words(const Stream& stream, std::uint32_t copy,
                                         std::uint64_t tile, std::uint32_t lane, Word<S> out[4]) {
  philox_words(address(stream, copy), block_of<Word<S>>(tile, lane), out);
}

/// The scalar in which random numbers are made: always 32 bits, so that a float64 run meets the
/// same networks as a float32 run.
template <class S>
struct DrawScalar {
  using type = float;
};
#if !defined(__CUDACC__)
template <class T>
struct DrawScalar<Pack<T>> {
  using type = Pack<float>;
};
#endif

/// Independent standard normals of neurons 64 tile + 4 m + {0, 1, 2, 3} of one copy (dense: columns
/// of one row): a pure function of the address, the same bits on every machine.
template <class S>
WIDEFIELD_HD inline void normals(const Stream& stream, std::uint32_t copy, std::uint64_t tile,
                                 std::uint32_t lane, S out[4]) {
  using F = typename DrawScalar<S>::type;
  Word<S> word[4];
  words<S>(stream, copy, tile, lane, word);
  for (int pair = 0; pair < 2; ++pair) {
    const Pair<F> z = box_muller<F>(word[2 * pair], word[2 * pair + 1]);
    out[2 * pair] = convert<S>(z.x);
    out[2 * pair + 1] = convert<S>(z.y);
  }
}

/// Independent uniforms (k + 1/2) / 2^23, k = 0 .. 2^23 - 1: exact in float, never 0 or 1,
/// symmetric about 1/2.
template <class S>
WIDEFIELD_HD inline void uniforms(const Stream& stream, std::uint32_t copy, std::uint64_t tile,
                                  std::uint32_t lane, S out[4]) {
  Word<S> word[4];
  words<S>(stream, copy, tile, lane, word);
  for (int j = 0; j < 4; ++j) {
    const S k = convert<S>(word[j] >> 9);
    out[j] = k * S(0x1p-23) + S(0x1p-24);
  }
}

}  // namespace widefield::inline WIDEFIELD_ISA
