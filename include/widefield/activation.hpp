#pragma once
#include <type_traits>

#include "widefield/activation/gated.hpp"
#include "widefield/activation/jet.hpp"
#include "widefield/activation/kind.hpp"
#include "widefield/activation/piecewise.hpp"
#include "widefield/activation/saturating.hpp"
#include "widefield/diff.hpp"
#include "widefield/dual.hpp"

// phi(h), its derivatives and its differences for an activation known at run time, with the scaling
// around it: gamma (phi(alpha h + beta) + delta). There is one
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

/// alpha h + beta, what the plain activation is applied to.
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE S inside(const Scaling& around, S h) {
  return S(around.input_scale) * h + S(around.input_shift);
}

/// gamma (phi + delta) and its derivatives with respect to h, from those of the plain activation.
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE S outside(const Scaling& around, S plain) {
  return S(around.output_scale) * (plain + S(around.output_shift));
}
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE Jet1<S> outside(const Scaling& around, const Jet1<S>& plain) {
  const double gain = around.output_scale * around.input_scale;
  return {outside(around, plain.value), S(gain) * plain.first};
}
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE Jet<S> outside(const Scaling& around, const Jet<S>& plain) {
  const double gain = around.output_scale * around.input_scale;
  return {outside(around, plain.value), S(gain) * plain.first,
          S(gain * around.input_scale) * plain.second};
}

/// phi(h), phi'(h), phi''(h). Where phi has a kink the derivatives are those of the left side (of
/// alpha h + beta); a jump of the slope adds nothing to phi''.
template <class S>
WIDEFIELD_HD WIDEFIELD_NOINLINE Jet<S> jet(const Activation& phi, S h) {
  if (!phi.plain) h = inside(phi.scaling, h);
  Jet<S> at = with_activation(phi.kind, [&](auto f) { return f.jet(h, phi); });
  if (!phi.plain) at = outside(phi.scaling, at);
  return at;
}

template <class S>
WIDEFIELD_HD WIDEFIELD_NOINLINE S value_of_any(const Activation& phi, S h) {
  if (!phi.plain) h = inside(phi.scaling, h);
  S at = with_activation(phi.kind, [&](auto f) { return f.jet(h, phi).value; });
  if (!phi.plain) at = outside(phi.scaling, at);
  return at;
}
template <class S>
WIDEFIELD_HD WIDEFIELD_NOINLINE Jet1<S> value_and_slope_of_any(const Activation& phi, S h) {
  if (!phi.plain) h = inside(phi.scaling, h);
  Jet1<S> at = with_activation(phi.kind, [&](auto f) {
    const Jet<S> all = f.jet(h, phi);
    return Jet1<S>{all.value, all.first};
  });
  if (!phi.plain) at = outside(phi.scaling, at);
  return at;
}

/// Less work than a call.
WIDEFIELD_HD WIDEFIELD_INLINE bool is_plain_relu(const Activation& phi) {
  return phi.kind == ActivationKind::relu && phi.plain;
}

/// phi(h). The same bits as in the jet.
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE S value(const Activation& phi, S h) {
  return is_plain_relu(phi) ? Relu::jet(h, phi).value : value_of_any(phi, h);
}

/// phi(h) and phi'(h). The same bits as in the jet.
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE Jet1<S> value_and_slope(const Activation& phi, S h) {
  if (!is_plain_relu(phi)) return value_and_slope_of_any(phi, h);
  const Jet<S> all = Relu::jet(h, phi);
  return {all.value, all.first};
}

/// By value where it fits into a register, else by reference: a pack of doubles would be copied.
template <class S>
using Passed = std::conditional_t<(sizeof(S) > 64), const S&, S>;

/// The difference of one activation, a function of its own: all of them in one function take a
/// compiler long.
template <class Type, class S>
WIDEFIELD_HD WIDEFIELD_NOINLINE S difference_of(const Activation& phi, Passed<S> a, Passed<S> d) {
  return Type::template difference<S>(a, d, phi);
}
template <class S>
WIDEFIELD_HD WIDEFIELD_INLINE S plain_difference(const Activation& phi, Passed<S> a, Passed<S> d) {
  return with_activation(phi.kind,
                         [&](auto f) { return difference_of<decltype(f), S>(phi, a, d); });
}
template <class S>
WIDEFIELD_HD WIDEFIELD_NOINLINE S scaled_difference(const Activation& phi, S a, S d) {
  const S move = plain_difference<S>(phi, inside(phi.scaling, a), S(phi.scaling.input_scale) * d);
  return S(phi.scaling.output_scale) * move;
}

/// phi(a + d) - phi(a), right relative to itself however small d is: its error is that of a few
/// roundings of a (of alpha a + beta), d and the result.
template <class S>
WIDEFIELD_HD WIDEFIELD_NOINLINE S difference(const Activation& phi, S a, S d) {
  return phi.plain ? plain_difference<S>(phi, a, d) : scaled_difference(phi, a, d);
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
