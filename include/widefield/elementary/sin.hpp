#pragma once
#include "widefield/scalar.hpp"

namespace widefield::inline WIDEFIELD_ISA {

template <class S>
struct SinCos {
  S sin, cos;
};

/// x - k pi/2 with pi/2 in three parts of which the first two times k are exact.
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE S subtract_quarter_turns(S x, S k) {
  if constexpr (is_single<S>)  // 12 + 12 + 24 bits
    return ((x - k * S(0x1.92p0f)) - k * S(0x1.fb4p-12f)) - k * S(0x1.4442d2p-24f);
  else  // 33 + 33 + 53 bits
    return ((x - k * S(0x1.921fb544p0)) - k * S(0x1.0b4611a6p-34)) - k * S(0x1.3198a2e037073p-69);
}

/// sin and cos on [-pi/4, pi/4], minimax (tests/numbers/minimax.py, sin_* and cos_*).
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE SinCos<S> sin_cos_reduced(S r) {
  const S z = r * r;
  S p, q;
  if constexpr (is_single<S>) {
    p = polynomial(z, -0.00019510838915100536653f, 0.0083321314955357499588f,
                   -0.1666665422553432255f);
    q = polynomial(z, 0.000024431205859122201999f, -0.0013887306052061415529f,
                   0.041666645653078909527f);
  } else {
    p = polynomial(z, 1.5893583416970284502e-10, -2.5050704030241619155e-8,
                   2.7557313355947402963e-6, -1.9841269828869904399e-4, 8.333333333321285118e-3,
                   -0.16666666666666627686);
    q = polynomial(z, -1.1357447961891364829e-11, 2.0875681865589458152e-9,
                   -2.7557314056469653931e-7, 2.4801587288491703757e-5, -1.3888888888872598151e-3,
                   0.041666666666666591058);
  }
  const S half = S(0.5) * z, upper = S(1) - half;
  return {r + r * (z * p), upper + (((S(1) - upper) - half) + z * z * q)};
}

/// sin(x) and cos(x) to about an ulp of 1, relative to the result while |x| is moderate. NaN beyond
/// |x| = 6400 (float) or 1.6e6 (double), where the reduction would lose its meaning.
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE SinCos<S> sin_cos(S x) {
  using I = Integer<S>;
  const S shift(round_to_integer_constant<S>());
  const S shifted = x * S(0.63661977236758134308) + shift;  // 2/pi
  const SinCos<S> part = sin_cos_reduced<S>(subtract_quarter_turns<S>(x, shifted - shift));
  const I quadrant = bits(shifted);
  const int to_sign = 8 * int(sizeof(Real<S>)) - 2;
  const I sign_bit = bits(S(-0.0));
  const auto upright = (quadrant & I(1)) == I(0);
  const S s = select(upright, part.sin, part.cos), c = select(upright, part.cos, part.sin);
  const I sin_sign = (quadrant << to_sign) & sign_bit;
  const I cos_sign = ((quadrant + I(1)) << to_sign) & sign_bit;
  const auto known = abs(x) <= S(by_precision<S>(6400.0f, 1.6e6));
  const S nowhere = S(0) * (x - x) / (x - x);
  return {select(known, from_bits(bits(s) ^ sin_sign), nowhere),
          select(known, from_bits(bits(c) ^ cos_sign), nowhere)};
}

template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE S sin(S x) {
  return sin_cos(x).sin;
}
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE S cos(S x) {
  return sin_cos(x).cos;
}

}  // namespace widefield::inline WIDEFIELD_ISA
