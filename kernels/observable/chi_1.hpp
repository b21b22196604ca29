#pragma once
#include "kernels/observable/observable.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// E T^{l+1} / E T^l, T^l the variance of a random tangent of h^l: the growth of small
/// perturbations, chi_1 = sigma_w^2 E phi'^2. [poole2016, eq. 6; schoenholz2017, eq. 5]
struct Chi1 {
  static constexpr std::string_view name = "chi_1";
  static constexpr std::string_view symbol = "chi_1";
  static constexpr std::string_view unit = "1";
  static constexpr std::string_view meaning = "growth of a squared perturbation per layer";
  static constexpr std::string_view citation = "poole2016";
  static constexpr PrimitiveSet primitives =
      set_of({Primitive::gram, Primitive::tangent_square, Primitive::tangent_cross});
  static constexpr bool pairs = false;
  static constexpr int tangents = 1;
  static constexpr NeedSet needs = plain_layers;

  static void rows(RowMaker& make) {
    for (int layer = 1; layer < make.depth; ++layer)
      for (int a = 0; a < make.inputs; ++a)
        make.add(layer, std::to_string(a), Form::ratio,
                 {make.slot(Primitive::tangent_square, layer + 1, a),
                  make.slot(Primitive::tangent_square, layer, a)});
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
