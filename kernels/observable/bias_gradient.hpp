#pragma once
#include "kernels/observable/observable.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// chi_b^l: the mean square of the gradient with respect to a bias b^l, for one input at a time,
/// relative to that of a neuron at the read-out. [yang2017]
struct BiasGradient {
  static constexpr std::string_view name = "bias_gradient";
  static constexpr std::string_view symbol = "chi_b^l";
  static constexpr std::string_view unit = "1";
  static constexpr std::string_view meaning = "mean squared gradient of a bias of h";
  static constexpr std::string_view citation = "yang2017";
  static constexpr PrimitiveSet primitives = set_of({Primitive::bias_gradient});
  static constexpr bool pairs = false;
  static constexpr int tangents = 0;

  static void rows(RowMaker& make) {
    for (int layer = 1; layer <= make.depth; ++layer)
      make.add(layer, "", Form::mean, {make.slot(Primitive::bias_gradient, layer)});
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
