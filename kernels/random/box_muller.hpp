#pragma once
#include <cstdint>

#include "widefield/scalar.hpp"

namespace widefield::inline WIDEFIELD_ISA {

template <class F>
struct Pair {
  F x, y;
};

/// -2 log((word + 1/2) / 2^32), between 2^-32 and 2 * 33 log 2. The polynomial is minimax for
/// -2 log(1 + t) / t on [sqrt(1/2) - 1, sqrt(2) - 1], relative error 3e-8
/// (tests/numbers/minimax.py).
template <class F>
WIDEFIELD_HD WIDEFIELD_INLINE F squared_radius(Word<F> word) {
  using I = Integer<F>;
  // The word as a signed number: u or, exactly, u - 1. So small radii keep all their digits.
  const F near = convert<F>(convert<I>(word)) * F(0x1p-32f) + F(0x1p-33f);
  const F u = select(near < F(0.0f), near + F(1.0f), near);
  const std::int32_t sqrt_half = 0x3f3504f3;  // bits of sqrt(1/2)
  const I above = bits(u) - I(sqrt_half);
  const F exponent = convert<F>(above >> 23);
  const F mantissa = from_bits((above & I(0x007fffff)) + I(sqrt_half));
  const F t = select(above >= I(0), near, mantissa - F(1.0f));
  const F ratio =
      polynomial(t, -0.17444725361249281725f, 0.2873369235161573281f, -0.29904530495449733122f,
                 0.33124784984448880646f, -0.39913667301140279394f, 0.50004148203955260468f,
                 -0.66668371247760650029f, 0.99999975927320924484f, -2.0f);
  const float minus_two_log_2 = -1.38629436111989061883f;
  return exponent * F(minus_two_log_2) + t * ratio;
}

/// (cos, sin) of 2 pi word / 2^32. The angle is reduced exactly to a quarter turn around an axis;
/// the polynomials are minimax there, relative error 3e-8 (tests/numbers/minimax.py).
template <class F>
WIDEFIELD_HD WIDEFIELD_INLINE Pair<F> point_on_circle(Word<F> word) {
  using I = Integer<F>;
  const I quadrant = convert<I>(word + Word<F>(1u << 29));  // in the two upper bits
  const I rest = convert<I>(word << 2) >> 2;                // in [-2^29, 2^29)
  const F x = convert<F>(rest) * F(0x1p-32f);               // turns, in [-1/8, 1/8)
  const F z = x * x;
  const F sine = x * polynomial(z, -75.393562824078052773f, 81.592353554981557083f,
                                -41.34166145492509737f, 6.2831852868333774572f);
  const F cosine = polynomial(z, -83.552591634740903638f, 64.920306370002904018f,
                              -19.73914659780241244f, 0.99999996738637759595f);
  const auto upright = (quadrant & I(1 << 30)) == I(0);
  const I sign_bit(INT32_MIN);
  const I sine_sign = quadrant & sign_bit;
  const I cosine_sign = (quadrant ^ (quadrant << 1)) & sign_bit;
  return {from_bits(bits(select(upright, cosine, sine)) ^ cosine_sign),
          from_bits(bits(select(upright, sine, cosine)) ^ sine_sign)};
}

/// Two independent standard normals from two independent words [box1958]. Only correctly rounded
/// operations, so the bits are the same everywhere. The radius has 32 bits: |z| <= 6.77, where an
/// exact normal exceeds that with probability 1.4e-11.
template <class F>
WIDEFIELD_HD WIDEFIELD_INLINE Pair<F> box_muller(Word<F> radius, Word<F> angle) {
  const F r = sqrt(squared_radius<F>(radius));
  const Pair<F> point = point_on_circle<F>(angle);
  return {r * point.x, r * point.y};
}

}  // namespace widefield::inline WIDEFIELD_ISA
