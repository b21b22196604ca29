#pragma once
#include "widefield/activation/jet.hpp"
#include "widefield/activation/kind.hpp"
#include "widefield/elementary/exp.hpp"
#include "widefield/elementary/log.hpp"

// Activations made of pieces. Each struct gives jet(h) and difference(a, d) = phi(a + d) - phi(a),
// the latter with the digits of d, however small.
namespace widefield::inline WIDEFIELD_ISA {

/// How far the positive part max(h, 0) and the negative part min(h, 0) move when h goes from a to
/// a + d.
template <class S>
struct PartMoves {
  S positive, negative;
};
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE PartMoves<S> part_moves(S a, S d) {
  const S b = a + d, zero(0);
  const auto both_positive = (a > zero) & (b > zero), both_negative = (a <= zero) & (b <= zero);
  const S positive = select(b <= zero, zero, b) - select(a <= zero, zero, a);
  const S negative = select(b > zero, zero, b) - select(a > zero, zero, a);
  return {select(both_positive, d, positive), select(both_negative, d, negative)};
}

struct Linear {
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static Jet<S> jet(S h, const Activation&) {
    return {h, S(1), S(0)};
  }
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static S difference(S, S d, const Activation&) {
    return d;
  }
};

/// h for h > 0, slope h below.
struct LeakyRelu {
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static Jet<S> leaky(S h, S slope) {
    const auto left = h <= S(0);
    return {select(left, slope * h, h), select(left, slope, S(1)), S(0)};
  }
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static Jet<S> jet(S h, const Activation& phi) {
    return leaky(h, S(phi.slope));
  }
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static S difference(S a, S d, const Activation& phi) {
    const PartMoves<S> move = part_moves(a, d);
    return move.positive + S(phi.slope) * move.negative;
  }
};

struct Relu {
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static Jet<S> jet(S h, const Activation&) {
    const auto left = h <= S(0);
    return {select(left, S(0), h), select(left, S(0), S(1)), S(0)};
  }
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static S difference(S a, S d, const Activation&) {
    return part_moves(a, d).positive;
  }
};

/// h cut at -1 and 1.
struct HardTanh {
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static S cut(S h) {
    return min(S(1), max(S(-1), h));
  }
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static Jet<S> jet(S h, const Activation&) {
    return {cut(h), select(abs(h) < S(1), S(1), S(0)), S(0)};
  }
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static S difference(S a, S d, const Activation&) {
    const S b = a + d;
    return select((abs(a) < S(1)) & (abs(b) < S(1)), d, cut(b) - cut(a));
  }
};

/// -1, 0 or 1.
struct Sign {
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static S sign(S h) {
    return select(h > S(0), S(1), select(h < S(0), S(-1), h));
  }
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static Jet<S> jet(S h, const Activation&) {
    return {sign(h), S(0), S(0)};
  }
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static S difference(S a, S d, const Activation&) {
    return sign(a + d) - sign(a);
  }
};

/// h for h > 0, exp(h) - 1 below.
struct Elu {
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static Jet<S> scaled(S h, S right, S left_scale) {
    const ExpPair<S> e = exp_nonpositive(min(h, S(0)));
    const auto left = h <= S(0);
    const S slope = left_scale * e.exp;
    return {select(left, left_scale * e.expm1, right * h), select(left, slope, right),
            select(left, slope, S(0))};
  }
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static S scaled_difference(S a, S d, S right, S left_scale) {
    const PartMoves<S> move = part_moves(a, d);
    // from the upper end downwards, where exp(-|move|) cannot overflow
    const S b = a + d, top = max(a, b), upper = exp_nonpositive(min(top, S(0))).exp;
    const S fall = exp_nonpositive<S>(-abs(move.negative)).expm1;
    return right * move.positive + left_scale * upper * copysign(fall, move.negative);
  }
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static Jet<S> jet(S h, const Activation&) {
    return scaled(h, S(1), S(1));
  }
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static S difference(S a, S d, const Activation&) {
    return scaled_difference(a, d, S(1), S(1));
  }
};

/// Elu with a jump of slope at 0 and both sides scaled so that (0, 1) is a fixed point of mean and
/// variance of the activations [klambauer2017, eq. 14].
struct Selu {
  static constexpr double lambda = 1.0507009873554804934193349852946;
  static constexpr double lambda_alpha = 1.7580993408473768599402175208123;
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static Jet<S> jet(S h, const Activation&) {
    return Elu::scaled(h, S(lambda), S(lambda_alpha));
  }
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static S difference(S a, S d, const Activation&) {
    return Elu::scaled_difference(a, d, S(lambda), S(lambda_alpha));
  }
};

/// max(h, 0)^power.
struct AlphaRelu {
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static Jet<S> jet(S h, const Activation& phi) {
    const S p(phi.power), one(1), zero(0);
    const auto left = h <= zero;
    const S inside = select(left, one, h);
    const S value = exp(p * log(inside));
    const S first = p * value / inside;
    return {select(left, zero, value), select(left, zero, first),
            select(left, zero, (p - one) * first / inside)};
  }
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static S difference(S a, S d, const Activation& phi) {
    const S p(phi.power), half(0.5);
    const S at_a = jet(a, phi).value;
    const auto near = abs(d) < half * a;  // so both ends are positive
    const S step = select(near, d / a, S(0));
    return select(near, at_a * expm1(p * log1p(step)), jet(S(a + d), phi).value - at_a);
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
