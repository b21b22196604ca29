#pragma once
#include <concepts>
#include <cstdint>
#include <string_view>

#include "widefield/activation/two_slopes.hpp"
#include "widefield/experiment.hpp"
#include "widefield/host_device.hpp"

// A Cell is the law of one neuron: given the layer below, the neurons of a wide random layer are
// independent draws from it. A layer is a short list of stages over a few named registers of one
// neuron. One stage:
//
//   1. every field f of the stage is h_f = sum_j W_ij s_j (+ b_i): one matrix times one signal made
//      from the registers of the neurons below;
//   2. update(registers, fields, input): a small pure function of one neuron.
//
// Both functions are templates of their scalar. Real scalars (and packs of sixteen neurons) give
// the forward pass; Dual seeds give the local Jacobian, hence tangents and, transposed,
// back-propagation (kernels/cell/local.hpp); nested duals give curvature; Diff gives differences
// from copy 0 that stay right where correlations approach 1.
namespace widefield::inline WIDEFIELD_ISA {

/// The layer that a stage belongs to, and the neurons of its states below and above and between two
/// of its stages.
struct LayerShape {
  int number = 1;  // counted from 1
  std::int64_t below = 0, here = 0, hidden = 0;
};

/// One field: W times a signal, plus a bias. W_ij has mean 0 and variance weight_variance / fan_in;
/// the bias has variance bias_variance and is added before `update` sees the field (a tangent gets
/// none). Without a weight variance there is no such matrix, and nothing is drawn.
struct Field {
  int matrix = 0;  // names the matrix in its random address; two fields of a layer never share one
  int signal = 0;  // the signal it multiplies
  double weight_variance = 1;
  double bias_variance = 0;
  bool tied = false;         // the same matrix in every layer (the address then has layer 0)
  std::int64_t fan_in = 0;   // neurons of its signal; 0: as the layer has, below its first stage or
                             // here. One number for all fields of a stage
  std::int64_t neurons = 0;  // of the field; 0: as many as the layer has here
};

/// The seeds of a local Jacobian: at most this many registers and fields together.
inline constexpr int most_seeds = 6;

// clang-format off
/// struct Foo {
///   static constexpr std::string_view name = "foo";
///   static constexpr int registers = 1;       // numbers a neuron holds
///   static constexpr int stages = 1;
///   static constexpr int fields(int stage);      // how many a stage has; device
///   static constexpr bool carried = false;    // does stage 0 read the registers of the layer below?
///                                             // Then register 0 is the state that lives on
///   struct Parameters { ... };                // trivially copyable
///   static Parameters parameters(const Network&);                                    // host
///   static Field field(const Parameters&, const LayerShape&, int stage, int which);  // device
///   template <class S> static S signal(const Parameters&, int which, const S* registers, S mask);
///   template <int stage, class S>
///   static void update(const Parameters&, S* registers, const S* fields, S input);
/// };
/// `mask` is 0 or 1 / keep with probability keep (dropout), and 1 where there is none.
/// `input` is what a neuron reads elementwise from outside (recurrent cells), else 0.
/// Where a layer changes the width, its neurons are not those below: registers start from 0 there,
/// and what is to live on needs a matrix.
/// Optionally `mix`, see MixingCell, and `emits_registers`.
// clang-format on
template <class C>
concept Cell = requires(const Network& network, const typename C::Parameters& parameters,
                        float* registers, const float* fields) {
  { C::name } -> std::convertible_to<std::string_view>;
  { C::parameters(network) } -> std::same_as<typename C::Parameters>;
  { C::field(parameters, LayerShape{}, 0, 0) } -> std::same_as<Field>;
  { C::signal(parameters, 0, registers, 1.0f) } -> std::same_as<float>;
  C::template update<0>(parameters, registers, fields, 0.0f);
  requires C::registers >= 1 && C::stages >= 1 && C::fields(C::stages - 1) >= 1;
  requires std::same_as<decltype(C::carried), const bool>;
};

/// A cell whose field passes through a function of all copies of the neuron before the update
/// (batch normalisation): `mix(parameters, values, copies, result)`, for any scalar; `values[a]`
/// is that of copy a, and `result` may be `values`. It may not be seeded (there are too many
/// copies), so it supplies its own transpose: `mix_transposed(parameters, values, adjoint, copies)`
/// turns the adjoint of the mixed values into that of the values before, which it is given.
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

/// Does a stage start from registers? Otherwise it makes them anew.
template <class C>
WIDEFIELD_HD constexpr bool reads_registers(int stage) {
  return C::carried || stage > 0;
}

/// A cell that says whether its signal has two slopes, and its layer a closed law:
/// `two_slopes(parameters)`.
template <class C>
concept TwoSlopeCell = Cell<C> && requires(const typename C::Parameters& parameters) {
  { C::two_slopes(parameters) } -> std::same_as<TwoSlopes>;
};

/// What an engine may rely on: with neither, the Gram matrix of the copies is a Markov chain.
template <class C>
inline constexpr bool is_chain_of_gram_matrices =
    !C::carried && C::stages == 1 && C::fields(0) == 1;

/// Cells whose Jacobian J = d x^L / d x^0 is a product of one square matrix per layer: one register
/// x, made anew in one stage, every neuron by itself.
template <class C>
inline constexpr bool has_square_jacobian =
    C::registers == 1 && C::stages == 1 && !C::carried && !MixingCell<C>;

}  // namespace widefield::inline WIDEFIELD_ISA
