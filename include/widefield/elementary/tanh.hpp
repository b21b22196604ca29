#pragma once
#include "widefield/elementary/exp.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// tanh(x), its derivative sech(x)^2 and 1 - |tanh(x)|, each right relative to itself.
template <class S>
struct TanhParts {
  S tanh, slope, tail;
};

/// With e = exp(-2|x|): tanh|x| = (1 - e)/(1 + e), slope 4 e/(1 + e)^2, tail 2 e/(1 + e).
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE TanhParts<S> tanh_parts(S x) {
  const ExpPair<S> e = exp_nonpositive(S(-2) * abs(x));
  const S inverse = S(1) / (S(2) + e.expm1);
  const S tail = S(2) * e.exp * inverse;
  return {copysign(e.expm1 * inverse, x), S(2) * inverse * tail, tail};
}

/// tanh(x) to about three ulps.
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE S tanh(S x) {
  return tanh_parts(x).tanh;
}

}  // namespace widefield::inline WIDEFIELD_ISA
