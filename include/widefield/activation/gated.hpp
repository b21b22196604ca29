#pragma once
#include "widefield/activation/saturating.hpp"
#include "widefield/elementary/log.hpp"

// Smooth activations that look like h on the right: softplus, and h times a gate that opens from 0
// to 1.
namespace widefield::inline WIDEFIELD_ISA {

/// h, but not so far to the left that h times an exponentially small gate becomes inf * 0.
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE S bounded_left(S h) {
  return max(S(by_precision<S>(-110.0f, -750.0)), h);
}
/// The same on both sides, for products with slopes of gates, which vanish at both ends.
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE S bounded(S h) {
  return min(S(by_precision<S>(110.0f, 750.0)), bounded_left(h));
}

/// How far h g(h) moves when h goes from a to a + d, from the gate g and its move over small d:
/// with l the lower and u the upper end d g(l) + u (g(a + d) - g(a)). The other way round the terms
/// of a far lower end would be large and cancel.
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE S gated_difference(S a, S d, S gate_a, S gate_b, S small_move) {
  const auto upwards = d > S(0);
  const S gate_move = select(abs(d) > S(1), gate_b - gate_a, small_move);
  return d * select(upwards, gate_a, gate_b) + select(upwards, a + d, a) * gate_move;
}

/// h Phi(h) with the normal distribution function Phi (not its tanh approximation)
/// [hendrycks2016, eq. 1].
struct Gelu {
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static S gate(S h) {
    return normal_cdf(h, normal_law(h).tail);
  }
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static Jet<S> jet(S h, const Activation&) {
    const NormalLaw<S> law = normal_law(h);
    const S gate = normal_cdf(h, law.tail), x = bounded(h);
    return {bounded_left(h) * gate, gate + x * law.density, law.density * (S(2) - x * x)};
  }
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static S difference(S a, S d, const Activation&) {
    const S root_half(0.70710678118654752440);
    const S gate_move = S(0.5) * erf_difference<S>(a * root_half, d * root_half);
    return gated_difference(a, d, gate(a), gate<S>(a + d), gate_move);
  }
};

/// h sigma(h) [elfwing2018].
struct Silu {
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static Jet<S> jet(S h, const Activation&) {
    const SigmoidParts<S> s = sigmoid_parts(h);
    const S x = bounded(h);
    return {bounded_left(h) * s.value, s.value * (S(1) + x * s.complement),
            s.slope * (S(2) - x * s.tanh_half)};
  }
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static S difference(S a, S d, const Activation& phi) {
    return gated_difference(a, d, sigmoid_parts(a).value, sigmoid_parts<S>(a + d).value,
                            Sigmoid::difference(a, d, phi));
  }
};

/// log(1 + exp(h)).
struct Softplus {
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static S softplus(S h) {
    return select(h <= S(0), S(0), h) + log1p(exp_nonpositive<S>(-abs(h)).exp);
  }
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static Jet<S> jet(S h, const Activation&) {
    const SigmoidParts<S> s = sigmoid_parts(h);
    return {softplus(h), s.value, s.slope};
  }
  /// log(1 + sigma(a) (exp(d) - 1))
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static S difference(S a, S d, const Activation&) {
    const auto far = abs(d) > S(1);
    const S near = log1p<S>(sigmoid_parts(a).value * expm1(select(far, S(0), d)));
    return select(far, softplus<S>(a + d) - softplus(a), near);
  }
};

/// h tanh(softplus(h)) [misra2019].
struct Mish {
  /// The gate t = tanh(log(1 + n)) with n = exp(h), its derivative and second derivative.
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static Jet<S> gate(S h) {
    const SigmoidParts<S> s = sigmoid_parts(h);
    const S e = exp_nonpositive<S>(-abs(h)).exp, one(1), two(2);
    const auto left = h < S(0);
    // t = (n^2 + 2 n)/(n^2 + 2 n + 2) and 1 - t^2 = 4 (n + 1)^2/(n^2 + 2 n + 2)^2, in e = n or 1/n.
    const S upper = select(left, e * (e + two), one + two * e);
    const S lower = select(left, upper + two, upper + two * e * e);
    const S t = upper / lower;
    const S root = two * (one + e) * select(left, one, e) / lower;
    const S first = root * root * s.value;
    return {t, first, first * (s.complement - two * t * s.value)};
  }
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static Jet<S> jet(S h, const Activation&) {
    const Jet<S> g = gate(h);
    const S x = bounded(h);
    return {bounded_left(h) * g.value, g.value + x * g.first, S(2) * g.first + x * g.second};
  }
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static S difference(S a, S d, const Activation& phi) {
    const S move = Softplus::difference(a, d, phi);
    const S gate_move = tanh_difference<S>(Softplus::softplus(a), move);
    return gated_difference(a, d, gate(a).value, gate<S>(a + d).value, gate_move);
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
