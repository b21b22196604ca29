#pragma once
#include <cstddef>

#include "widefield/host_device.hpp"
#include "widefield/primitive.hpp"
#include "widefield/window.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// Found by back-propagation.
WIDEFIELD_HD constexpr bool is_gradient(Primitive p) {
  return gradient_primitives >> int(p) & 1;
}

/// Where the numbers of a network go: every measured layer has the same primitives in the same
/// places, and what the whole network has once stands behind the layers (and counts as measured at
/// the last). What primitives are: widefield/primitive.hpp.
struct RecordMap {
  int inputs = 1, depth = 1;
  Window window;
  int stride = 0, tail = 0;          // slots of a layer, and of the whole network
  int offset[primitive_count] = {};  // in a layer or in the tail; -1: not recorded
  int count[primitive_count] = {};   // components
  PrimitiveSet once = 0;             // the primitives that the whole network has once
  bool pairs = false;                // gram and state_gram: all pairs a <= b, or the diagonal alone

  WIDEFIELD_HD constexpr bool has(Primitive p) const { return offset[int(p)] >= 0; }
  WIDEFIELD_HD constexpr bool has_once(Primitive p) const { return once >> int(p) & 1; }
  WIDEFIELD_HD constexpr int components(Primitive p) const { return count[int(p)]; }
  /// Whether anything of this layer is recorded.
  WIDEFIELD_HD constexpr bool measures(int layer) const { return window.measures(layer); }
  /// Whether there is a place for it: what the whole network has once belongs to no layer.
  WIDEFIELD_HD constexpr bool records(Primitive p, int layer) const {
    return has(p) && (has_once(p) || measures(layer));
  }
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
  /// `layer` is a measured one (any, of what the whole network has once).
  WIDEFIELD_HD constexpr int slot(Primitive p, int layer, int component = 0) const {
    const int point = has_once(p) ? window.points(depth) : window.point_of(layer);
    return point * stride + offset[int(p)] + component;
  }
  WIDEFIELD_HD constexpr std::size_t slots() const {
    return std::size_t(window.points(depth)) * stride + tail;
  }
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
    if (whole_network) once |= PrimitiveSet{1} << int(p);
    next += components;
  }
  constexpr void leave_out(Primitive p) {
    offset[int(p)] = -1;
    count[int(p)] = 0;
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
