#pragma once
#include "kernels/observable/observable.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// L^G = 2 pi sqrt(g^G), g^G = (|v|^2 |a|^2 - (v.a)^2) / |v|^4: the length of the path of the unit
/// tangent of the image of a circle, on the Grassmannian; from the means of the three products.
/// [poole2016; theory sheet, section 2]
struct GaussMapLength {
  static constexpr std::string_view name = "gauss_map_length";
  static constexpr std::string_view symbol = "L_G^l";
  static constexpr std::string_view unit = "1";
  static constexpr std::string_view meaning = "length of the Gauss map of the image of a circle";
  static constexpr std::string_view citation = "poole2016";
  static constexpr PrimitiveSet primitives =
      set_of({Primitive::velocity_square, Primitive::velocity_acceleration,
              Primitive::acceleration_square});
  static constexpr bool pairs = false;
  static constexpr int tangents = 0;

  static void rows(RowMaker& make) {
    for (int layer = 1; layer <= make.depth; ++layer)
      make.add(layer, "", Form::gauss_length, make.motion(layer));
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
