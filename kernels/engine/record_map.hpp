#pragma once
#include "widefield/host_device.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The primitives of include/widefield/record.hpp.
enum class Primitive {
  gram,
  field_square,
  field_fourth,
  mean_signal,
  length_response,
  tangent_square,
  tangent_cross,
  gradient_square,
};
inline constexpr int primitive_count = 8;

/// Where a network's numbers go: every layer has the same primitives in the same places.
struct RecordMap {
  int inputs = 1;
  int stride = 0;                    // slots per layer
  int offset[primitive_count] = {};  // in a layer; -1: not recorded
  bool pairs = false;                // gram: all pairs a <= b, or the diagonal alone

  WIDEFIELD_HD constexpr bool has(Primitive p) const { return offset[int(p)] >= 0; }
  /// Something to be measured on the pre-activations of a layer themselves.
  WIDEFIELD_HD constexpr bool has_field_sums() const {
    return has(Primitive::field_square) || has(Primitive::field_fourth) ||
           has(Primitive::mean_signal) || has(Primitive::length_response);
  }
  WIDEFIELD_HD constexpr int slot(Primitive p, int layer, int component = 0) const {
    return (layer - 1) * stride + offset[int(p)] + component;
  }
  /// The place of gram (a, b), a <= b, among the components: the rows of the upper triangle.
  WIDEFIELD_HD constexpr int pair(int a, int b) const {
    return pairs ? a * inputs - a * (a - 1) / 2 + (b - a) : a;
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
