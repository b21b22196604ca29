#pragma once
#include "kernels/observable/observable.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// N kappa^2 = N (|v|^2 |a|^2 - (v.a)^2) / |v|^6 of the image of a circle, v = dh/dtheta and a =
/// dv/dtheta, from the means of the three products: the mean of the curvatures of single networks
/// is several per cent higher at a width of 400. [poole2016; theory sheet, section 2]
struct ManifoldCurvature {
  static constexpr std::string_view name = "manifold_curvature";
  static constexpr std::string_view symbol = "kappa^l";
  static constexpr std::string_view unit = "1";
  static constexpr std::string_view meaning = "squared curvature of the image of a circle, times N";
  static constexpr std::string_view citation = "poole2016";
  static constexpr PrimitiveSet primitives =
      set_of({Primitive::velocity_square, Primitive::velocity_acceleration,
              Primitive::acceleration_square});
  static constexpr bool pairs = false;
  static constexpr int tangents = 0;

  static void rows(RowMaker& make) {
    for (int layer = 1; layer <= make.depth; ++layer)
      make.add(layer, "", Form::curvature, make.motion(layer));
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
