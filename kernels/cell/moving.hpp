#pragma once
#include "widefield/dual.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// A number x(t) that moves along a curve, with its velocity x' and its acceleration x''. Nested
/// duals carry the chain rule: of f(x) the velocity is f' x' and the acceleration f'' x'^2 + f'
/// x''.
template <class S>
using Moving = Dual<Dual<S, 1>, 1>;

template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE Moving<S> moving(S position, S velocity, S acceleration) {
  Moving<S> x;
  x.value.value = position;
  x.value.derivative[0] = x.derivative[0].value = velocity;
  x.derivative[0].derivative[0] = acceleration;
  return x;
}

/// A number that does not move.
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE Moving<S> at_rest(S position) {
  return Moving<S>(Dual<S, 1>(position));
}

template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE S velocity_of(const Moving<S>& x) {
  return x.derivative[0].value;
}
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE S acceleration_of(const Moving<S>& x) {
  return x.derivative[0].derivative[0];
}

}  // namespace widefield::inline WIDEFIELD_ISA
