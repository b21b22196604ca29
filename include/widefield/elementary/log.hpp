#pragma once
#include "widefield/scalar.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// |x| = 2^k (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)), for a normal x.
template <class S>
struct LogReduction {
  S k, f;
};

template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE LogReduction<S> reduce_for_log(S x) {
  using I = Integer<S>;
  if constexpr (is_single<S>) {
    const I sqrt_half(0x3f3504f3), above = bits(abs(x)) - sqrt_half;
    return {convert<S>(above >> 23), from_bits((above & I(0x007fffff)) + sqrt_half) - S(1)};
  } else {
    const I sqrt_half(0x3FE6A09E667F3BCD), above = bits(abs(x)) - sqrt_half;
    // k + 1024 in the low bits of 2^52: processors lack the conversion of 64-bit integers.
    const I biased = (above >> 52) + I(1024);
    const S k = from_bits(biased | bits(S(0x1p52))) - S(0x1p52 + 1024);
    return {k, from_bits((above & I(0x000fffffffffffff)) + sqrt_half) - S(1)};
  }
}

/// k log 2 + log(1 + f) + correction. log(1 + f) = 2 artanh(s) with s = f / (2 + f), arranged so
/// that f itself is added last; minimax (tests/numbers/minimax.py, log_float and log_double).
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE S log_from(LogReduction<S> x, S correction = S(0)) {
  const S s = x.f / (S(2) + x.f), z = s * s;
  S rest;
  if constexpr (is_single<S>)
    rest = polynomial(z, 0.2988518567727575363f, 0.39977079455472447058f, 0.6666677976687379975f);
  else
    rest = polynomial(z, 0.14811540318258034555, 0.15312569877116061322, 0.18183618987765865638,
                      0.222221975873682006, 0.28571428751302555676, 0.39999999999377981279,
                      0.66666666666667393803);
  const S log_2_upper(by_precision<S>(0.693359375f, 6.93147180369123816490e-01));
  const S log_2_lower(by_precision<S>(-2.12194440054690583e-4f, 1.90821492927058770002e-10));
  const S half_square = S(0.5) * x.f * x.f;
  const S lower = s * (half_square + z * rest) + (x.k * log_2_lower + correction);
  return x.k * log_2_upper - ((half_square - lower) - x.f);
}

/// `result` of a logarithm of x, but -inf at 0, inf at inf, NaN at negative x and at NaN.
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE S log_limits(S x, S result) {
  const S infinity(by_precision<S>(__builtin_huge_valf(), __builtin_huge_val()));
  const S finite = select(x == S(0), -infinity, select(x == infinity, infinity, result));
  return select(x >= S(0), finite, (x - x) / (x - x));
}

/// log(x) to about an ulp.
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE S log(S x) {
  const S smallest_normal(by_precision<S>(0x1p-126f, 0x1p-1022));
  const S up(by_precision<S>(0x1p24f, 0x1p53)), steps(by_precision<S>(24.0f, 53.0));
  const auto subnormal = x < smallest_normal;
  LogReduction<S> reduced = reduce_for_log<S>(select(subnormal, x * up, x));
  reduced.k = reduced.k - select(subnormal, steps, S(0));
  return log_limits(x, log_from(reduced));
}

/// log(1 + x) to about an ulp, also where x is small.
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE S log1p(S x) {
  const S u = S(1) + x;
  LogReduction<S> reduced = reduce_for_log(u);
  const auto small = reduced.k == S(0);  // 1 + x rounds, but then x itself is f
  reduced.f = select(small, x, reduced.f);
  const S lost = select(x < S(1), x - (u - S(1)), S(1) - (u - x));  // exact
  return log_limits(u, log_from(reduced, select(small, S(0), lost / u)));
}

}  // namespace widefield::inline WIDEFIELD_ISA
