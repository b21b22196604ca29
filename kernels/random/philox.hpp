#pragma once
#include <cstdint>

#include "widefield/scalar.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// Both halves of the 64-bit product of two 32-bit words.
template <class W>
struct Product {
  W high, low;
};
WIDEFIELD_HD constexpr Product<std::uint32_t> multiply(std::uint32_t x, std::uint32_t by) {
  const std::uint64_t product = std::uint64_t{x} * by;
  return {std::uint32_t(product >> 32), std::uint32_t(product)};
}
#if !defined(__CUDACC__)
// In a pack a word is the low half of a 64-bit lane; what stands in the high half means nothing.
WIDEFIELD_INLINE Product<Pack<std::uint64_t>> multiply(Pack<std::uint64_t> x, std::uint32_t by) {
  const Pack<std::uint64_t> factor(by);
  const auto product = Pack<std::uint64_t>::make(
      [&](auto i) { return multiply_low_halves(x.part[i], factor.part[i]); });
  return {product >> 32, product};
}
#endif

template <class W>
struct Counter {
  W v[4];
};

/// Philox4x32-10: a bijection of the 128-bit counter for every 64-bit key, whose values pass for
/// independent uniform words [salmon2011, sec. 3.3].
template <class W>
WIDEFIELD_HD WIDEFIELD_INLINE constexpr Counter<W> philox4x32(Counter<W> c, std::uint64_t key) {
  constexpr std::uint32_t multiplier_0 = 0xD2511F53, multiplier_1 = 0xCD9E8D57;
  constexpr std::uint32_t weyl_0 = 0x9E3779B9, weyl_1 = 0xBB67AE85;  // golden ratio, sqrt(3) - 1
  constexpr int rounds = 10;
  std::uint32_t key_0 = std::uint32_t(key), key_1 = std::uint32_t(key >> 32);
  // Rolled, which a compiler may choose within a large function, a layer takes a third longer.
  WIDEFIELD_UNROLL
  for (int round = 0; round < rounds; ++round) {
    const Product<W> p = multiply(c.v[0], multiplier_0), q = multiply(c.v[2], multiplier_1);
    c = {{q.high ^ c.v[1] ^ W(key_0), q.low, p.high ^ c.v[3] ^ W(key_1), p.low}};
    key_0 += weyl_0;
    key_1 += weyl_1;
  }
  return c;
}

/// The part of a counter that all lanes share, and the key.
struct Address {
  std::uint64_t key;
  std::uint32_t word_1, word_2, word_3;
};

/// The four words at counter {block, word_1, word_2, word_3}.
WIDEFIELD_HD constexpr void philox_words(const Address& at, std::uint32_t block,
                                         std::uint32_t out[4]) {
  const Counter<std::uint32_t> c =
      philox4x32<std::uint32_t>({{block, at.word_1, at.word_2, at.word_3}}, at.key);
  for (int i = 0; i < 4; ++i)
    out[i] = c.v[i];
}

#if !defined(__CUDACC__)
// Sixteen 32-bit lanes are spread over 64-bit lanes without moving any: even lanes stay where they
// are, odd lanes are shifted down.
WIDEFIELD_INLINE Pack<std::uint64_t> spread(Pack<std::uint32_t> x) {
  using Wide = Pack<std::uint64_t>;
  return Wide::make([&](auto i) {
    const auto both = (Wide::Part)x.part[i / 2];
    return i % 2 == 0 ? both : both >> 32;
  });
}
WIDEFIELD_INLINE Pack<std::uint32_t> gather(Pack<std::uint64_t> x) {
  using Narrow = Pack<std::uint32_t>;
  return Narrow::make([&](auto i) {
    return (Narrow::Part)((x.part[2 * i] & 0xffffffffu) | (x.part[2 * i + 1] << 32));
  });
}

WIDEFIELD_INLINE void philox_words(const Address& at, Pack<std::uint32_t> block,
                                   Pack<std::uint32_t> out[4]) {
  using Wide = Pack<std::uint64_t>;
  const Counter<Wide> c = philox4x32<Wide>(
      {{spread(block), Wide(at.word_1), Wide(at.word_2), Wide(at.word_3)}}, at.key);
  for (int i = 0; i < 4; ++i)
    out[i] = gather(c.v[i]);
}
#endif

}  // namespace widefield::inline WIDEFIELD_ISA
