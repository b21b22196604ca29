#pragma once
#include <algorithm>
#include <cmath>
#include <limits>

namespace widefield {

/// The distance of neighbouring numbers of type T around x.
template <class T>
long double ulp(long double x) {
  constexpr auto limits = std::numeric_limits<T>{};
  int exponent = 0;
  std::frexp(x, &exponent);
  const int lowest = limits.min_exponent - limits.digits;  // of subnormal numbers
  return std::ldexp(1.0L, std::max(exponent - limits.digits, lowest));
}

/// How many ulps `got` is away from the truth. Infinities and NaN must agree.
template <class T>
double ulps(T got, long double truth) {
  if (std::isnan(truth) || std::isnan(got)) return std::isnan(truth) && std::isnan(got) ? 0 : 1e30;
  const T rounded = static_cast<T>(truth);
  if (std::isinf(rounded) || std::isinf(got)) return rounded == got ? 0 : 1e30;
  return static_cast<double>(std::abs(static_cast<long double>(got) - truth) / ulp<T>(truth));
}

}  // namespace widefield
