#pragma once
#include <concepts>
#include <cstdint>
#include <string_view>

#include "kernels/cell/stage_law.hpp"
#include "widefield/experiment.hpp"
#include "widefield/host_device.hpp"

// A Cell is the law of one neuron: given the layer below, the neurons of a wide random layer are
// independent draws from it. A layer (or a time step) is a short list of stages over a few named
// registers of one neuron. One stage:
//
//   1. every field h_f of the stage is a sum of terms, each a matrix times a signal made from the
//      registers of the neurons below or from the external input, plus a bias;
//   2. update(registers, fields, input): a small pure function of one neuron.
//
// Both functions are templates of their scalar. Real scalars (and packs of sixteen neurons) give
// the forward pass; Dual seeds give the local Jacobian, hence tangents and, transposed,
// back-propagation (kernels/cell/local.hpp); nested duals give curvature; Diff gives differences
// from copy 0 that stay right where correlations approach 1.
namespace widefield::inline WIDEFIELD_ISA {

// clang-format off
/// struct Foo {
///   static constexpr std::string_view name = "foo";
///   static constexpr int states = 1;          // registers 0 .. states-1: what the layer above reads
///   static constexpr int registers = 1;       // the states, then what lives inside a layer only
///   static constexpr int stages = 1;
///   static constexpr int fields(int stage);      // how many a stage has; device
///   static constexpr int terms(int stage);       // their terms; may be left out: one each; device
///   static constexpr bool carried = false;    // does stage 0 update the states of the layer below?
///                                             // Otherwise it makes them anew
///   static constexpr bool reads_input = false;   // may be left out: is there an external input?
///   struct Parameters { ... };                // trivially copyable
///   static Parameters parameters(const Network&);                                    // host
///   static Term term(const Parameters&, const LayerShape&, int stage, int which);    // device
///   static Field field(const Parameters&, const LayerShape&, int stage, int which);  // device
///   static InputStream input(const Parameters&);      // where reads_input; device
///   template <class S> static S signal(const Parameters&, int which, const S* registers, S mask);
///   template <int stage, class S>
///   static void update(const Parameters&, S* registers, const S* fields, S input);
/// };
/// `mask` is 0 or 1 / keep with probability keep (dropout), and 1 where there is none.
/// `input` is what a neuron reads elementwise from outside, else 0.
/// Where a layer changes the width, its neurons are not those below: registers start from 0 there,
/// and what is to live on needs a matrix. Signals and updates of stage 0 never see other registers
/// than states: the others are 0.
/// Optionally `mix`, see MixingCell, and `emits_registers`.
// clang-format on
template <class C>
concept Cell = requires(const Network& network, const typename C::Parameters& parameters,
                        float* registers, const float* fields) {
  { C::name } -> std::convertible_to<std::string_view>;
  { C::parameters(network) } -> std::same_as<typename C::Parameters>;
  { C::term(parameters, LayerShape{}, 0, 0) } -> std::same_as<Term>;
  { C::field(parameters, LayerShape{}, 0, 0) } -> std::same_as<Field>;
  { C::signal(parameters, 0, registers, 1.0f) } -> std::same_as<float>;
  C::template update<0>(parameters, registers, fields, 0.0f);
  requires C::states >= 1 && C::registers >= C::states;
  requires C::stages >= 1 && C::fields(C::stages - 1) >= 1;
  requires std::same_as<decltype(C::carried), const bool>;
};

/// A cell whose first field passes through a function of all copies of the neuron before the update
/// (batch normalisation): `mix(parameters, values, copies, result)`, for any scalar; `values[a]`
/// is that of copy a, and `result` may be `values`: element a is written after it was read. It may
/// not be seeded (there are too many copies), so it supplies its own transpose:
/// `mix_transposed(parameters, values, adjoint, copies)` turns the adjoint of the mixed values into
/// that of the values before, which it is given.
template <class C>
concept MixingCell = Cell<C> &&
    requires(const typename C::Parameters& parameters, float* values, float* adjoint) {
  C::mix(parameters, values, 2, values);
  C::mix_transposed(parameters, values, adjoint, 2);
};

/// A cell whose signal `which` is the register of that number, times its mask.
template <class C>
inline constexpr bool emits_registers = requires {
  requires C::emits_registers;
};

template <class C>
inline constexpr bool reads_input = requires {
  requires C::reads_input;
};

/// The terms of a stage: one for every field, unless the cell says otherwise.
template <class C>
WIDEFIELD_HD constexpr int terms_of(int stage) {
  if constexpr (requires { C::terms(0); })
    return C::terms(stage);
  else
    return C::fields(stage);
}

/// A cell that says whether its signal has two slopes, and its layer a closed law:
/// `two_slopes(parameters)`.
template <class C>
concept TwoSlopeCell = Cell<C> && requires(const typename C::Parameters& parameters) {
  { C::two_slopes(parameters) } -> std::same_as<TwoSlopes>;
};

template <Cell C>
WIDEFIELD_HD constexpr CellNumbers numbers_of() {
  CellNumbers numbers;
  numbers.states = C::states;
  numbers.registers = C::registers;
  numbers.stages = C::stages;
  for (int stage = 0; stage < C::stages; ++stage) {
    numbers.fields[stage] = C::fields(stage);
    numbers.terms[stage] = terms_of<C>(stage);
  }
  numbers.carried = C::carried;
  numbers.mixes = MixingCell<C>;
  numbers.emits_registers = emits_registers<C>;
  numbers.reads_input = reads_input<C>;
  return numbers;
}

/// Does a stage start from registers, and from how many? Otherwise it makes them anew.
template <Cell C>
WIDEFIELD_HD constexpr int registers_read(int stage) {
  return stage > 0 ? C::registers : C::carried ? C::states : 0;
}

template <Cell C>
WIDEFIELD_HD TwoSlopes two_slopes_of(const typename C::Parameters& parameters) {
  if constexpr (TwoSlopeCell<C>)
    return C::two_slopes(parameters);
  else
    return {};
}

template <Cell C>
WIDEFIELD_HD InputStream input_of(const typename C::Parameters& parameters) {
  if constexpr (reads_input<C>)
    return C::input(parameters);
  else
    return {};
}

}  // namespace widefield::inline WIDEFIELD_ISA
