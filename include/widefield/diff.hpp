#pragma once
#include "widefield/scalar.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// A number and how far another copy of it is away: (x, x' - x). The difference is carried by exact
/// identities instead of being subtracted in the end, so it keeps its digits when x' is almost x.
template <class S>
struct Diff {
  S value, difference;

  Diff() = default;
  WIDEFIELD_HD WIDEFIELD_INLINE Diff(S value_, S difference_)
      : value(value_), difference(difference_) {}
  /// A constant: the same for both copies.
  WIDEFIELD_HD WIDEFIELD_INLINE Diff(S constant) : Diff(constant, S(0.0f)) {}
  template <class Number>
  requires(std::is_arithmetic_v<Number> && !std::is_same_v<Number, S>) WIDEFIELD_HD WIDEFIELD_INLINE
      explicit Diff(Number constant)
      : Diff(S(constant)) {}

  /// The number of the other copy.
  WIDEFIELD_HD WIDEFIELD_INLINE S other() const { return value + difference; }

  WIDEFIELD_HD WIDEFIELD_INLINE friend Diff operator-(const Diff& a) {
    return {-a.value, -a.difference};
  }
  WIDEFIELD_HD WIDEFIELD_INLINE friend Diff operator+(const Diff& a, const Diff& b) {
    return {a.value + b.value, a.difference + b.difference};
  }
  WIDEFIELD_HD WIDEFIELD_INLINE friend Diff operator-(const Diff& a, const Diff& b) {
    return {a.value - b.value, a.difference - b.difference};
  }
  /// a'b' - a b = a (b' - b) + (a' - a) b'
  WIDEFIELD_HD WIDEFIELD_INLINE friend Diff operator*(const Diff& a, const Diff& b) {
    return {a.value * b.value, a.value * b.difference + a.difference * b.other()};
  }
  /// a'/b' - a/b = ((a' - a) - (a/b) (b' - b)) / b'
  WIDEFIELD_HD WIDEFIELD_INLINE friend Diff operator/(const Diff& a, const Diff& b) {
    const S ratio = a.value / b.value;
    return {ratio, (a.difference - ratio * b.difference) / b.other()};
  }
  WIDEFIELD_HD WIDEFIELD_INLINE friend Diff& operator+=(Diff& a, const Diff& b) {
    return a = a + b;
  }
  WIDEFIELD_HD WIDEFIELD_INLINE friend Diff& operator-=(Diff& a, const Diff& b) {
    return a = a - b;
  }
  WIDEFIELD_HD WIDEFIELD_INLINE friend Diff& operator*=(Diff& a, const Diff& b) {
    return a = a * b;
  }

  /// sqrt(x') - sqrt(x) = (x' - x) / (sqrt(x') + sqrt(x))
  WIDEFIELD_HD WIDEFIELD_INLINE friend Diff sqrt(const Diff& x) {
    const S root = sqrt(x.value);
    return {root, x.difference / (sqrt(x.other()) + root)};
  }
};

template <class S>
struct ScalarTraits<Diff<S>> : ScalarTraits<S> {};

}  // namespace widefield::inline WIDEFIELD_ISA
