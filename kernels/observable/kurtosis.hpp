#pragma once
#include "kernels/observable/observable.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// E (1/N) sum h^4 / (E (1/N) sum h^2)^2 - 3 = 3 Var(q) / q^2 at finite width: a pre-activation is
/// a Gaussian of random variance. [theory sheet, section 3]
struct Kurtosis {
  static constexpr std::string_view name = "kurtosis";
  static constexpr std::string_view symbol = "kappa^l";
  static constexpr std::string_view unit = "1";
  static constexpr std::string_view meaning = "excess kurtosis of the pre-activations";
  static constexpr std::string_view citation = "lee2018";
  static constexpr PrimitiveSet primitives =
      set_of({Primitive::gram, Primitive::field_square, Primitive::field_fourth});
  static constexpr bool pairs = false;
  static constexpr int tangents = 0;
  static constexpr NeedSet needs = no_batch;

  static void rows(RowMaker& make) {
    for (int layer = 1; layer <= make.depth; ++layer)
      for (int a = 0; a < make.inputs; ++a)
        make.add(layer, std::to_string(a), Form::excess_kurtosis,
                 {make.slot(Primitive::field_fourth, layer, a),
                  make.slot(Primitive::field_square, layer, a)});
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
