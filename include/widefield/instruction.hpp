#pragma once
#include "widefield/host_device.hpp"

// Two vector instructions of every x86-64 processor that g++ does not find behind plain operators,
// named to it. clang finds them; other processors and compilers get the plain operators, with the
// same results. A `Part` is one register of lanes.
#if !defined(__CUDACC__)

#if defined(__x86_64__) && !defined(__clang__)
#define WIDEFIELD_NAME_INSTRUCTIONS 1
#endif

namespace widefield::inline WIDEFIELD_ISA {

#if defined(__AVX512F__)
inline constexpr int vector_bytes = 64;
#elif defined(__AVX2__)
inline constexpr int vector_bytes = 32;
#else
inline constexpr int vector_bytes = 16;
#endif

/// Correctly rounded square roots of the lanes. (g++ makes scalar instructions of the loop when it
/// cannot see where `x` comes from.)
template <class Part>
WIDEFIELD_INLINE Part square_root(Part x) {
  constexpr bool single = sizeof(x[0]) == sizeof(float);
#if !defined(WIDEFIELD_NAME_INSTRUCTIONS)
  for (int lane = 0; lane < int(sizeof(x) / sizeof(x[0])); ++lane)
    x[lane] = single ? __builtin_sqrtf(x[lane]) : __builtin_sqrt(x[lane]);
  return x;
#elif defined(__AVX512F__)
  constexpr int current_rounding = 4;
  if constexpr (single)
    return __builtin_ia32_sqrtps512_mask(x, x, 0xffff, current_rounding);
  else
    return __builtin_ia32_sqrtpd512_mask(x, x, 0xff, current_rounding);
#elif defined(__AVX2__)
  if constexpr (single)
    return __builtin_ia32_sqrtps256(x);
  else
    return __builtin_ia32_sqrtpd256(x);
#else
  if constexpr (single)
    return __builtin_ia32_sqrtps(x);
  else
    return __builtin_ia32_sqrtpd(x);
#endif
}

/// The 64-bit products of the low halves of 64-bit lanes. (g++ makes three multiplications, or the
/// slow vpmullq, of the expression, instead of one vpmuludq.)
template <class Part>
WIDEFIELD_INLINE Part multiply_low_halves(Part x, Part y) {
#if !defined(WIDEFIELD_NAME_INSTRUCTIONS)
  return (x & 0xffffffffu) * (y & 0xffffffffu);
#else
  typedef int Words __attribute__((vector_size(vector_bytes)));
#if defined(__AVX512F__)
  typedef long long Products __attribute__((vector_size(vector_bytes)));
  return (Part)__builtin_ia32_pmuludq512_mask((Words)x, (Words)y, Products{}, 0xff);
#elif defined(__AVX2__)
  return (Part)__builtin_ia32_pmuludq256((Words)x, (Words)y);
#else
  return (Part)__builtin_ia32_pmuludq128((Words)x, (Words)y);
#endif
#endif
}

}  // namespace widefield::inline WIDEFIELD_ISA

#undef WIDEFIELD_NAME_INSTRUCTIONS
#endif  // !__CUDACC__
