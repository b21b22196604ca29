#pragma once
#include "widefield/scalar.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// x = k log 2 + r with |r| <= log(2)/2; `shifted` holds the integer k in its low bits.
template <class S>
struct ExpReduction {
  S shifted, k, r;
};

/// Cody and Waite's reduction; the upper part of log 2 is short enough for k times it to be exact.
/// `correction` is added to x with more digits than x has.
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE ExpReduction<S> reduce_for_exp(S x, S correction = S(0)) {
  const S log2_e(by_precision<S>(1.44269504088896341f, 1.44269504088896341));
  const S log_2_upper(by_precision<S>(0.693359375f, 6.93147180369123816490e-01));
  const S log_2_lower(by_precision<S>(-2.12194440054690583e-4f, 1.90821492927058770002e-10));
  const S shift(round_to_integer_constant<S>());
  const S shifted = x * log2_e + shift;
  const S k = shifted - shift;
  return {shifted, k, ((x - k * log_2_upper) - k * log_2_lower) + correction};
}

/// exp(r) - 1 for |r| <= log(2)/2, minimax (tests/numbers/minimax.py, exp_float and exp_double).
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE S expm1_reduced(S r) {
  S rest;
  if constexpr (is_single<S>)
    rest = polynomial(r, 0.0001990890632812082576f, 0.0013930845012257324705f,
                      0.008333284103416314498f, 0.041666528991144547993f, 0.16666666761925832624f,
                      0.49999999813674081047f);
  else
    rest = polynomial(r, 2.092538203223483458e-9, 2.5110178805594460515e-8,
                      2.7557239730247808826e-7, 2.7557241164353230939e-6, 2.4801587364080354167e-5,
                      1.9841269888892525422e-4, 1.3888888888865072412e-3, 8.3333333333206549283e-3,
                      4.1666666666666704851e-2, 0.16666666666666677627, 0.49999999999999999984);
  return r + r * r * rest;
}

/// 2^(k + offset) from the integer k in the low bits of `shifted`.
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE S power_of_two(S shifted, int offset = 0) {
  using I = Integer<S>;
  const int bias = is_single<S> ? 127 : 1023;
  return from_bits((bits(shifted) + I(bias + offset)) << mantissa_bits<S>);
}

template <class S>
struct ExpPair {
  S exp, expm1;
};

/// exp(x + correction) and exp(x + correction) - 1 for x <= 0, each to about an ulp, subnormal
/// results included.
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE ExpPair<S> exp_nonpositive(S x, S correction = S(0)) {
  const S lowest(by_precision<S>(-104.5f, -746.0));  // exp is 0 below
  const ExpReduction<S> reduced = reduce_for_exp<S>(max(lowest, x), correction);
  const int offset = is_single<S> ? 64 : 128;  // away from subnormal powers
  const S scale = power_of_two(reduced.shifted, offset) * S(by_precision<S>(0x1p-64f, 0x1p-128));
  const S scaled = scale * expm1_reduced(reduced.r);
  return {scale + scaled, scaled + (scale - S(1))};
}

/// exp(x) and exp(x) - 1 for any x, each to about an ulp.
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE ExpPair<S> exp_pair(S x) {
  const S lowest(by_precision<S>(-104.5f, -746.0)), highest(by_precision<S>(89.0f, 710.0));
  const ExpReduction<S> reduced = reduce_for_exp<S>(min(highest, max(lowest, x)));
  const S shift(round_to_integer_constant<S>());
  const S half = reduced.k * S(0.5) + shift;  // 2^k in two steps: it may overflow or underflow
  const S scale_1 = power_of_two(half),
          scale_2 = power_of_two((reduced.k - (half - shift)) + shift);
  const S fraction = expm1_reduced(reduced.r);
  const S e = (scale_1 + scale_1 * fraction) * scale_2, scale = scale_1 * scale_2;
  const S one_does_not_count(by_precision<S>(20.0f, 40.0));
  return {e, select(x > one_does_not_count, e, scale * fraction + (scale - S(1)))};
}

template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE S exp(S x) {
  return exp_pair(x).exp;
}
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE S expm1(S x) {
  return exp_pair(x).expm1;
}

/// x without the lower half of its mantissa, so that its square is exact.
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE S upper_half(S x) {
  using I = Integer<S>;
  if constexpr (is_single<S>)
    return from_bits(bits(x) & I(-0x1000));
  else
    return from_bits(bits(x) & I(-0x8000000));
}

/// exp(-x^2 scale) for a scale of 1 or 1/2, right to about an ulp although x^2 may be large: its
/// rounding error, -(x - x_upper)(x + x_upper), goes into the exponent too.
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE S exp_minus_square(S x, S scale) {
  const S farthest(by_precision<S>(15.0f, 40.0));  // the result is 0 beyond
  const S a = min(farthest, abs(x)), a_upper = upper_half(a);
  const S correction = -((a - a_upper) * (a + a_upper) * scale);
  return exp_nonpositive(-(a_upper * a_upper * scale), correction).exp;
}

}  // namespace widefield::inline WIDEFIELD_ISA
