#pragma once
#include "kernels/observable/observable.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// |g_l|^2 / |g_L|^2 of the gradient with respect to h^l of a random linear read-out, averaged over
/// the inputs. [schoenholz2017, eq. 21]
struct GradientNorm {
  static constexpr std::string_view name = "gradient_norm";
  static constexpr std::string_view symbol = "g^l";
  static constexpr std::string_view unit = "1";
  static constexpr std::string_view meaning = "squared gradient norm relative to the last layer";
  static constexpr std::string_view citation = "schoenholz2017";
  static constexpr PrimitiveSet primitives = set_of({Primitive::gradient_square});
  static constexpr bool pairs = false;
  static constexpr int tangents = 0;

  static void rows(RowMaker& make) {
    for (int layer = 1; layer <= make.depth; ++layer)
      make.add(layer, "", Form::mean, {make.slot(Primitive::gradient_square, layer)});
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
