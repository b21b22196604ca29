#pragma once
#include "widefield/activation/gated.hpp"
#include "widefield/activation/jet.hpp"
#include "widefield/activation/kind.hpp"
#include "widefield/activation/piecewise.hpp"
#include "widefield/activation/saturating.hpp"
#include "widefield/diff.hpp"
#include "widefield/dual.hpp"

// phi(h), its derivatives and its differences for an activation known at run time. There is one
// function per scalar type and purpose, not merged into callers, so that no engine is multiplied by
// the number of activations. Names and descriptions: widefield/activation/catalog.hpp.
namespace widefield::inline WIDEFIELD_ISA {

/// Calls f with the struct of the activation. One switch, generated from the list.
template <class F>
WIDEFIELD_HD WIDEFIELD_INLINE auto with_activation(ActivationKind kind, F f) {
  switch (kind) {
#define WIDEFIELD_CASE(name, Type, ...) \
  case ActivationKind::name:            \
    return f(Type{});
    WIDEFIELD_ACTIVATIONS(WIDEFIELD_CASE)
#undef WIDEFIELD_CASE
  }
  return f(Linear{});
}

/// phi(h), phi'(h), phi''(h). Where phi has a kink the derivatives are those of the left side; a
/// jump of the slope adds nothing to phi''.
template <class S>
WIDEFIELD_HD WIDEFIELD_NOINLINE Jet<S> jet(const Activation& phi, S h) {
  return with_activation(phi.kind, [&](auto f) { return f.jet(h, phi); });
}

template <class S>
WIDEFIELD_HD WIDEFIELD_NOINLINE S value_of_any(const Activation& phi, S h) {
  return with_activation(phi.kind, [&](auto f) { return f.jet(h, phi).value; });
}
template <class S>
WIDEFIELD_HD WIDEFIELD_NOINLINE Jet1<S> value_and_slope_of_any(const Activation& phi, S h) {
  return with_activation(phi.kind, [&](auto f) {
    const Jet<S> all = f.jet(h, phi);
    return Jet1<S>{all.value, all.first};
  });
}

/// phi(h). The same bits as in the jet. (relu is less work than a call.)
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE S value(const Activation& phi, S h) {
  return phi.kind == ActivationKind::relu ? Relu::jet(h, phi).value : value_of_any(phi, h);
}

/// phi(h) and phi'(h). The same bits as in the jet.
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE Jet1<S> value_and_slope(const Activation& phi, S h) {
  if (phi.kind != ActivationKind::relu) return value_and_slope_of_any(phi, h);
  const Jet<S> all = Relu::jet(h, phi);
  return {all.value, all.first};
}

/// The difference of one activation, a function of its own: all of them in one function take a
/// compiler minutes and gigabytes.
template <class Type, class S>
WIDEFIELD_HD WIDEFIELD_NOINLINE S difference_of(const Activation& phi, S a, S d) {
  return Type::difference(a, d, phi);
}

/// phi(a + d) - phi(a), right relative to itself however small d is: its error is that of a few
/// roundings of a, d and the result.
template <class S>
WIDEFIELD_HD WIDEFIELD_NOINLINE S difference(const Activation& phi, S a, S d) {
  return with_activation(phi.kind, [&](auto f) { return difference_of<decltype(f)>(phi, a, d); });
}

/// phi of a dual: the chain rule.
template <class S, int n>
WIDEFIELD_HD WIDEFIELD_INLINE Dual<S, n> value(const Activation& phi, const Dual<S, n>& h) {
  const Jet1<S> at = value_and_slope(phi, h.value);
  return Dual<S, n>::chain(at.value, at.first, h);
}

/// phi and phi' of a dual, which a dual of duals asks for.
template <class S, int n>
WIDEFIELD_HD WIDEFIELD_INLINE Jet1<Dual<S, n>> value_and_slope(const Activation& phi,
                                                               const Dual<S, n>& h) {
  const Jet<S> at = jet(phi, h.value);
  return {Dual<S, n>::chain(at.value, at.first, h), Dual<S, n>::chain(at.first, at.second, h)};
}

/// phi of a number and of its other copy.
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE Diff<S> value(const Activation& phi, const Diff<S>& h) {
  return {value(phi, h.value), difference(phi, h.value, h.difference)};
}

}  // namespace widefield::inline WIDEFIELD_ISA
