#pragma once
#include <cstddef>

#include "widefield/host_device.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The primitives of include/widefield/record.hpp; names and components: kernels/observables.cpp.
enum class Primitive {
  gram,
  field_square,
  field_fourth,
  mean_signal,
  length_response,
  tangent_square,
  tangent_cross,
  gradient_square,
  velocity_square,
  velocity_acceleration,
  acceleration_square,
  lyapunov_exponent,
  jacobian_spectrum,
  input_gradient,
  weight_gradient,
  bias_gradient,
  branch_weight_gradient,
  state_gram,
  state_difference,
  hidden_square,
  batch_gram,
};
inline constexpr int primitive_count = 21;

/// Found by back-propagation; one number.
WIDEFIELD_HD constexpr bool is_gradient(Primitive p) {
  return p == Primitive::gradient_square || p == Primitive::input_gradient ||
         p == Primitive::weight_gradient || p == Primitive::bias_gradient ||
         p == Primitive::branch_weight_gradient;
}

/// Components of jacobian_spectrum before those of the grid: mean, second moment, edge, zero.
inline constexpr int spectrum_scalars = 4;

/// The parts of batch_gram.
enum BatchPart { batch_diagonal, batch_off_diagonal, batch_cross, batch_parts };

/// Where the numbers of a network go: every layer has the same primitives in the same places, and
/// what the whole network has once stands behind the layers (and counts as measured at the last).
struct RecordMap {
  int inputs = 1, depth = 1;
  int stride = 0, tail = 0;          // slots of a layer, and of the whole network
  int offset[primitive_count] = {};  // in a layer or in the tail; -1: not recorded
  int count[primitive_count] = {};   // components
  unsigned once = 0;                 // bits: the primitives that the whole network has once
  bool pairs = false;                // gram and state_gram: all pairs a <= b, or the diagonal alone

  WIDEFIELD_HD constexpr bool has(Primitive p) const { return offset[int(p)] >= 0; }
  WIDEFIELD_HD constexpr bool has_once(Primitive p) const { return once >> int(p) & 1; }
  WIDEFIELD_HD constexpr int components(Primitive p) const { return count[int(p)]; }
  /// Something to be measured on the pre-activations of a layer themselves.
  WIDEFIELD_HD constexpr bool has_field_sums() const {
    return has(Primitive::field_square) || has(Primitive::field_fourth) ||
           has(Primitive::mean_signal) || has(Primitive::length_response);
  }
  /// Something to be measured on the states that a layer leaves.
  WIDEFIELD_HD constexpr bool has_states() const {
    return has(Primitive::state_gram) || has(Primitive::state_difference) ||
           has(Primitive::batch_gram);
  }
  /// Something that back-propagation finds.
  WIDEFIELD_HD constexpr bool has_gradients() const {
    bool any = false;
    for (int p = 0; p < primitive_count; ++p)
      any = any || (is_gradient(Primitive(p)) && has(Primitive(p)));
    return any;
  }
  WIDEFIELD_HD constexpr int slot(Primitive p, int layer, int component = 0) const {
    return (has_once(p) ? depth : layer - 1) * stride + offset[int(p)] + component;
  }
  WIDEFIELD_HD constexpr std::size_t slots() const { return std::size_t(depth) * stride + tail; }
  /// The place of gram (a, b), a <= b, among the components: the rows of the upper triangle.
  WIDEFIELD_HD constexpr int pair(int a, int b) const {
    return pairs ? a * inputs - a * (a - 1) / 2 + (b - a) : a;
  }

  /// The place of state_difference (a, b), a < b: the rows of the triangle above the diagonal.
  WIDEFIELD_HD constexpr int difference(int a, int b) const {
    return a * inputs - a * (a + 1) / 2 + (b - a - 1);
  }

  /// Gives a primitive the next places of every layer, or of the whole network.
  constexpr void add(Primitive p, int components, bool whole_network) {
    int& next = whole_network ? tail : stride;
    offset[int(p)] = next;
    count[int(p)] = components;
    if (whole_network) once |= 1u << int(p);
    next += components;
  }
  constexpr void leave_out(Primitive p) { offset[int(p)] = -1; }
};

}  // namespace widefield::inline WIDEFIELD_ISA
