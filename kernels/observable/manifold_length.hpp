#pragma once
#include "kernels/observable/observable.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// L^E / sqrt(N) = 2 pi sqrt(E |dh/dtheta|^2 / N): the length of the image of a circle. A root of a
/// mean over networks and points, not a mean of roots, which has a bias of order 1/N of its own.
/// [poole2016; theory sheet, section 2]
struct ManifoldLength {
  static constexpr std::string_view name = "manifold_length";
  static constexpr std::string_view symbol = "L^l";
  static constexpr std::string_view unit = "1";
  static constexpr std::string_view meaning = "length of the image of a circle, over sqrt(N)";
  static constexpr std::string_view citation = "poole2016";
  static constexpr PrimitiveSet primitives = set_of({Primitive::velocity_square});
  static constexpr bool pairs = false;
  static constexpr int tangents = 0;

  static void rows(RowMaker& make) {
    for (int layer = 1; layer <= make.depth; ++layer)
      make.add(layer, "", Form::circle_length, {make.slot(Primitive::velocity_square, layer)});
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
