#pragma once
#include "widefield/scalar.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// A number with its derivatives along n directions: every operation carries the chain rule along.
/// S may be a dual itself, which gives second derivatives.
template <class S, int n>
struct Dual {
  S value;
  S derivative[n];

  Dual() = default;
  /// A constant.
  WIDEFIELD_HD WIDEFIELD_INLINE Dual(S constant) : value(constant) {
    for (int i = 0; i < n; ++i)
      derivative[i] = S(0.0f);
  }
  /// A constant given as a number, also when S is a dual.
  template <class Number>
  requires(std::is_arithmetic_v<Number> && !std::is_same_v<Number, S>) WIDEFIELD_HD WIDEFIELD_INLINE
      explicit Dual(Number constant)
      : Dual(S(constant)) {}

  /// f(x) from the value and the derivative of f at x.value.
  WIDEFIELD_HD WIDEFIELD_INLINE static Dual chain(S f, S slope, const Dual& x) {
    Dual result(f);
    for (int i = 0; i < n; ++i)
      result.derivative[i] = slope * x.derivative[i];
    return result;
  }

  WIDEFIELD_HD WIDEFIELD_INLINE friend Dual operator-(const Dual& a) {
    return chain(-a.value, S(-1.0f), a);
  }
  WIDEFIELD_HD WIDEFIELD_INLINE friend Dual operator+(Dual a, const Dual& b) {
    a.value += b.value;
    for (int i = 0; i < n; ++i)
      a.derivative[i] += b.derivative[i];
    return a;
  }
  WIDEFIELD_HD WIDEFIELD_INLINE friend Dual operator-(Dual a, const Dual& b) {
    a.value -= b.value;
    for (int i = 0; i < n; ++i)
      a.derivative[i] -= b.derivative[i];
    return a;
  }
  WIDEFIELD_HD WIDEFIELD_INLINE friend Dual operator*(const Dual& a, const Dual& b) {
    Dual result(a.value * b.value);
    for (int i = 0; i < n; ++i)
      result.derivative[i] = a.value * b.derivative[i] + a.derivative[i] * b.value;
    return result;
  }
  WIDEFIELD_HD WIDEFIELD_INLINE friend Dual operator/(const Dual& a, const Dual& b) {
    Dual result(a.value / b.value);
    for (int i = 0; i < n; ++i)
      result.derivative[i] = (a.derivative[i] - result.value * b.derivative[i]) / b.value;
    return result;
  }
  WIDEFIELD_HD WIDEFIELD_INLINE friend Dual& operator+=(Dual& a, const Dual& b) {
    return a = a + b;
  }
  WIDEFIELD_HD WIDEFIELD_INLINE friend Dual& operator-=(Dual& a, const Dual& b) {
    return a = a - b;
  }
  WIDEFIELD_HD WIDEFIELD_INLINE friend Dual& operator*=(Dual& a, const Dual& b) {
    return a = a * b;
  }

  WIDEFIELD_HD WIDEFIELD_INLINE friend Dual sqrt(const Dual& x) {
    const S root = sqrt(x.value);
    return chain(root, S(0.5f) / root, x);
  }
};

/// A variable: its derivative along direction i is 1, along the others 0.
template <int n, class S>
WIDEFIELD_HD WIDEFIELD_INLINE Dual<S, n> variable(S value, int i = 0) {
  Dual<S, n> x(value);
  x.derivative[i] = S(1.0f);
  return x;
}

template <class S, int n>
struct ScalarTraits<Dual<S, n>> : ScalarTraits<S> {};

template <class M, class S, int n>
WIDEFIELD_HD WIDEFIELD_INLINE Dual<S, n> select(M mask, const Dual<S, n>& yes,
                                                const Dual<S, n>& no) {
  Dual<S, n> result(select(mask, yes.value, no.value));
  for (int i = 0; i < n; ++i)
    result.derivative[i] = select(mask, yes.derivative[i], no.derivative[i]);
  return result;
}

}  // namespace widefield::inline WIDEFIELD_ISA
