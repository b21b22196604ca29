#pragma once
#include "kernels/observable/observable.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// sigma_w^2 E[phi phi' h] / q = sigma_w^2 E[phi'^2 + phi phi''], the slope of the length map, by
/// Stein's lemma. [theory sheet, section 1]
struct ChiLength {
  static constexpr std::string_view name = "chi_length";
  static constexpr std::string_view symbol = "chi_length";
  static constexpr std::string_view unit = "1";
  static constexpr std::string_view meaning = "slope of the length map";
  static constexpr std::string_view citation = "schoenholz2017";
  static constexpr PrimitiveSet primitives = set_of({Primitive::gram, Primitive::length_response});
  static constexpr bool pairs = false;
  static constexpr int tangents = 0;
  static constexpr NeedSet needs = plain_layers;

  static void rows(RowMaker& make) {
    for (int layer = 1; layer <= make.depth; ++layer)
      for (int a = 0; a < make.inputs; ++a)
        make.add(layer, std::to_string(a), Form::ratio,
                 {make.slot(Primitive::length_response, layer, a), make.gram(layer, a, a)});
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
