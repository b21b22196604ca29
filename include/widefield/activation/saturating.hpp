#pragma once
#include "widefield/activation/jet.hpp"
#include "widefield/activation/kind.hpp"
#include "widefield/elementary/erf.hpp"
#include "widefield/elementary/sin.hpp"
#include "widefield/elementary/tanh.hpp"

// Bounded smooth activations. Each struct gives jet(h) and difference(a, d) = phi(a + d) - phi(a),
// the latter with the digits of d, however small.
namespace widefield::inline WIDEFIELD_ISA {

/// f(b) - f(a) for an odd f that tends to 1, from |f| and the tails 1 - |f|: on one side of 0 the
/// tails are subtracted, whose digits do not cancel when a and b are far apart.
template <class S>
struct Saturation {
  S value, tail;
};
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE S far_difference(Saturation<S> at_a, Saturation<S> at_b) {
  const auto right = at_a.value > S(0);
  const auto apart = right ^ (at_b.value > S(0));
  const S tails = at_a.tail - at_b.tail, alike = select(right, tails, -tails);
  return select(apart, at_b.value - at_a.value, alike);
}

/// tanh(a + d) - tanh(a) = sech(a)^2 tanh(d) / (1 + tanh(a) tanh(d)).
template <class S>
WIDEFIELD_HD WIDEFIELD_NOINLINE S tanh_difference(S a, S d) {
  const TanhParts<S> at_a = tanh_parts(a);
  const S t = tanh(d);
  const S near = at_a.slope * t / (S(1) + at_a.tanh * t);
  const auto far = abs(d) > S(1);  // there the denominator may cancel
  if (!any(far)) return near;
  const TanhParts<S> at_b = tanh_parts<S>(a + d);
  return select(far, far_difference<S>({at_a.tanh, at_a.tail}, {at_b.tanh, at_b.tail}), near);
}

/// erf(a + d) - erf(a) for |d| (1 + |a|) <= 1/2: with the midpoint m and s = d/2 it is
/// (2/sqrt(pi)) exp(-m^2) d sum_k G_2k / (2k + 1), where G_n = H_n(m) s^n / n! comes from the
/// recurrence of Hermite polynomials.
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE S erf_difference_series(S a, S d) {
  constexpr int last = is_single<S> ? 10 : 18;  // the next term is below 1e-9 or 1e-18
  const S m = a + S(0.5) * d, step = m * d, shrink = S(0.5) * d * d;
  S before(0), term(1), sum(1);
  for (int n = 1; n <= last; ++n) {
    const S next = (step * term - shrink * before) * S(Real<S>(1) / Real<S>(n));
    before = term;
    term = next;
    if (n % 2 == 0) sum += term * S(Real<S>(1) / Real<S>(n + 1));
  }
  const S two_over_root_pi(1.12837916709551257390);
  return two_over_root_pi * exp_minus_square(m, S(1)) * d * sum;
}

/// erf(a + d) - erf(a).
template <class S>
WIDEFIELD_HD WIDEFIELD_NOINLINE S erf_difference(S a, S d) {
  const S near = erf_difference_series(a, d);
  const auto far = abs(d) * (S(1) + abs(a)) > S(0.5);
  if (!any(far)) return near;
  const ErfParts<S> at_a = erf_parts(a), at_b = erf_parts<S>(a + d);
  return select(far, far_difference<S>({at_a.erf, at_a.tail}, {at_b.erf, at_b.tail}), near);
}

struct Tanh {
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static Jet<S> jet(S h, const Activation&) {
    const TanhParts<S> t = tanh_parts(h);
    return {t.tanh, t.slope, S(-2) * t.tanh * t.slope};
  }
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static S difference(S a, S d, const Activation&) {
    return tanh_difference(a, d);
  }
};

struct Erf {
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static Jet<S> jet(S h, const Activation&) {
    const ErfParts<S> e = erf_parts(h);
    const S first = S(1.12837916709551257390) * e.gauss;  // 2/sqrt(pi)
    const S bounded = min(erfc_farthest<S>(), max(-erfc_farthest<S>(), h));
    return {e.erf, first, S(-2) * bounded * first};
  }
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static S difference(S a, S d, const Activation&) {
    return erf_difference(a, d);
  }
};

/// erf(sqrt(pi) h / 2): slope 1 at 0.
struct ErfUnit {
  static constexpr double scale = 0.88622692545275801365;  // sqrt(pi)/2
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static Jet<S> jet(S h, const Activation& phi) {
    const S k(scale);
    const Jet<S> unscaled = Erf::jet<S>(k * h, phi);
    return {unscaled.value, k * unscaled.first, k * k * unscaled.second};
  }
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static S difference(S a, S d, const Activation&) {
    const S k(scale);
    return erf_difference<S>(k * a, k * d);
  }
};

struct Sin {
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static Jet<S> jet(S h, const Activation&) {
    const SinCos<S> at = sin_cos(h);
    return {at.sin, at.cos, -at.sin};
  }
  /// 2 cos(a + d/2) sin(d/2)
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static S difference(S a, S d, const Activation&) {
    const S half = S(0.5) * d;
    return S(2) * cos<S>(a + half) * sin(half);
  }
};

/// sigma(h) = 1/(1 + exp(-h)), sigma(-h), sigma'(h) and tanh(h/2) = sigma(h) - sigma(-h), each
/// right relative to itself.
template <class S>
struct SigmoidParts {
  S value, complement, slope, tanh_half;
};
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE SigmoidParts<S> sigmoid_parts(S h) {
  const ExpPair<S> e = exp_nonpositive<S>(-abs(h));
  const S upper = S(1) / (S(2) + e.expm1), lower = e.exp * upper;
  const auto left = h < S(0);
  return {select(left, lower, upper), select(left, upper, lower), lower * upper,
          copysign(e.expm1 * upper, h)};
}

struct Sigmoid {
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static Jet<S> jet(S h, const Activation&) {
    const SigmoidParts<S> s = sigmoid_parts(h);
    return {s.value, s.slope, -(s.slope * s.tanh_half)};
  }
  /// sigma(h) = (1 + tanh(h/2)) / 2
  template <class S>
  WIDEFIELD_HD WIDEFIELD_INLINE static S difference(S a, S d, const Activation&) {
    return S(0.5) * tanh_difference<S>(S(0.5) * a, S(0.5) * d);
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
