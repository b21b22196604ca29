#pragma once
#include <cstdint>

#include "widefield/scalar.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The 64-bit product of the low halves of the lanes of `x` with a 32-bit constant.
WIDEFIELD_HD constexpr std::uint64_t widening_multiply(std::uint64_t x, std::uint32_t by) {
  return (x & 0xffffffffu) * by;
}

#if !defined(__CUDACC__)
// One instruction, vpmuludq, of every x86-64 processor. clang sees it in the plain expression; g++
// makes three multiplications or the slow vpmullq of it, so it is told.
template <class Part>
WIDEFIELD_INLINE Part widening_multiply_part(Part x, Part by) {
#if defined(__clang__) || !defined(__x86_64__)
  return (x & 0xffffffffu) * by;
#elif defined(__AVX512F__)
  typedef int Words __attribute__((vector_size(64)));
  typedef long long Longs __attribute__((vector_size(64)));
  return (Part)__builtin_ia32_pmuludq512_mask((Words)x, (Words)by, Longs{}, 0xff);
#elif defined(__AVX2__)
  typedef int Words __attribute__((vector_size(32)));
  return (Part)__builtin_ia32_pmuludq256((Words)x, (Words)by);
#else
  typedef int Words __attribute__((vector_size(16)));
  return (Part)__builtin_ia32_pmuludq128((Words)x, (Words)by);
#endif
}
#endif

}  // namespace widefield::inline WIDEFIELD_ISA
