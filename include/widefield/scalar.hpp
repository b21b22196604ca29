#pragma once
#include <cmath>
#include <cstdint>
#include <type_traits>

#include "widefield/host_device.hpp"

// The vocabulary in which numeric bodies are written once. `S` is float or double (one lane: a GPU
// thread, a test), or Pack<float> or Pack<double> (sixteen lanes: the CPU). Everything is built
// from correctly rounded + - * / sqrt, comparison, selection and operations on bits, so that the
// bits are the same on every machine.
namespace widefield::inline WIDEFIELD_ISA {

/// What belongs to a scalar S: the type of one lane, and its companions with as many lanes.
template <class S>
struct ScalarTraits;

template <>
struct ScalarTraits<float> {
  using Real = float;
  using Integer = std::int32_t;  // as wide as a lane
  using Word = std::uint32_t;    // one random word per lane
  using Mask = bool;
};

template <>
struct ScalarTraits<double> {
  using Real = double;
  using Integer = std::int64_t;
  using Word = std::uint32_t;
  using Mask = bool;
};

template <class S>
using Real = typename ScalarTraits<S>::Real;
template <class S>
using Integer = typename ScalarTraits<S>::Integer;
template <class S>
using Word = typename ScalarTraits<S>::Word;
template <class S>
using Mask = typename ScalarTraits<S>::Mask;

/// Whether a lane of S is a float.
template <class S>
inline constexpr bool is_single = sizeof(Real<S>) == sizeof(float);

/// `single` or `twice`, whichever has the precision of a lane of S.
template <class S>
WIDEFIELD_HD constexpr Real<S> by_precision(float single, double twice) {
  if constexpr (is_single<S>)
    return single;
  else
    return twice;
}

/// `yes` where the mask is set, else `no`; both are evaluated.
template <class T>
WIDEFIELD_HD constexpr T select(bool mask, T yes, T no) {
  return mask ? yes : no;
}
WIDEFIELD_HD constexpr bool any(bool mask) {
  return mask;
}
WIDEFIELD_HD constexpr bool all(bool mask) {
  return mask;
}

/// a < b ? a : b, so the second argument where they are equal (the sign of zero!) or unordered.
WIDEFIELD_HD constexpr float min(float a, float b) {
  return a < b ? a : b;
}
WIDEFIELD_HD constexpr double min(double a, double b) {
  return a < b ? a : b;
}
/// a > b ? a : b, so the second argument where they are equal (the sign of zero!) or unordered.
WIDEFIELD_HD constexpr float max(float a, float b) {
  return a > b ? a : b;
}
WIDEFIELD_HD constexpr double max(double a, double b) {
  return a > b ? a : b;
}

/// Correctly rounded square root.
WIDEFIELD_HD inline float sqrt(float x) {
  return ::sqrtf(x);
}
WIDEFIELD_HD inline double sqrt(double x) {
  return ::sqrt(x);
}

/// The bits of a number as a signed integer of its width, and back.
WIDEFIELD_HD constexpr std::int32_t bits(float x) {
  return __builtin_bit_cast(std::int32_t, x);
}
WIDEFIELD_HD constexpr std::int64_t bits(double x) {
  return __builtin_bit_cast(std::int64_t, x);
}
WIDEFIELD_HD constexpr float from_bits(std::int32_t x) {
  return __builtin_bit_cast(float, x);
}
WIDEFIELD_HD constexpr double from_bits(std::int64_t x) {
  return __builtin_bit_cast(double, x);
}

/// Lane by lane conversion, rounded to nearest; real to integer truncates.
template <class To, class From>
WIDEFIELD_HD constexpr To convert(From x) requires(std::is_arithmetic_v<From>) {
  return static_cast<To>(x);
}

}  // namespace widefield::inline WIDEFIELD_ISA

#include "widefield/pack.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// |x|, by clearing the sign bit.
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE S abs(S x) {
  using I = Integer<S>;
  return from_bits(bits(x) & I(sizeof(Real<S>) == 4 ? INT32_MAX : INT64_MAX));
}

/// The magnitude of `x` with the sign of `sign`.
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE S copysign(S x, S sign) {
  using I = Integer<S>;
  const I magnitude(sizeof(Real<S>) == 4 ? INT32_MAX : INT64_MAX);
  return from_bits((bits(x) & magnitude) | (bits(sign) & ~magnitude));
}

/// Horner's rule: c_0 x^n + c_1 x^(n-1) + ... + c_n, highest power first.
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE S horner(S, S sum) {
  return sum;
}
template <class S, class... Rest>
WIDEFIELD_HD WIDEFIELD_INLINE S horner(S x, S sum, Real<S> next, Rest... rest) {
  return horner(x, S(sum * x + S(next)), rest...);
}

/// 1.5 * 2^(mantissa bits): adding it rounds a small number to an integer, found in the low bits of
/// the sum. (Unlike a conversion this is defined for a NaN.)
template <class S>
WIDEFIELD_HD constexpr Real<S> round_to_integer_constant() {
  return by_precision<S>(0x1.8p23f, 0x1.8p52);
}
template <class S>
inline constexpr int mantissa_bits = is_single<S> ? 23 : 52;

/// The polynomial with these coefficients, highest power first.
template <class S, class... Rest>
WIDEFIELD_HD WIDEFIELD_INLINE S polynomial(S x, Real<S> first, Rest... rest) {
  return horner(x, S(first), Real<S>(rest)...);
}

}  // namespace widefield::inline WIDEFIELD_ISA
