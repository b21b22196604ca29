#pragma once
#include "kernels/observable/observable.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// ln(E |g_0|^2 / E |g_l|^2): by how much squared gradients grow from layer l down to the inputs.
/// Where a state lives on, g_l is with respect to the state x^l and x^0 are the inputs; otherwise
/// with respect to h^l, and h^1 takes the place of the inputs. [yang2017; yang2019]
struct LogGradientRatio {
  static constexpr std::string_view name = "log_gradient_ratio";
  static constexpr std::string_view symbol = "ln(chi_0/chi_l)";
  static constexpr std::string_view unit = "1";
  static constexpr std::string_view meaning =
      "logarithm of the growth of squared gradients from layer l down";
  static constexpr std::string_view citation = "yang2017";
  static constexpr PrimitiveSet primitives =
      set_of({Primitive::gradient_square, Primitive::input_gradient});
  static constexpr bool pairs = false;
  static constexpr int tangents = 0;

  static void rows(RowMaker& make) {
    for (int layer = 1; layer <= make.depth; ++layer)
      make.add(layer, "", Form::log_ratio,
               {make.lowest_gradient(), make.slot(Primitive::gradient_square, layer)});
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
