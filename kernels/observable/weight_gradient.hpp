#pragma once
#include "kernels/observable/observable.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// chi_w^l: the mean square of the gradient with respect to a weight of W^l, for one input at a
/// time, relative to that of a neuron at the read-out. The gradient d x^T has rank one. [yang2017]
struct WeightGradient {
  static constexpr std::string_view name = "weight_gradient";
  static constexpr std::string_view symbol = "chi_w^l";
  static constexpr std::string_view unit = "1";
  static constexpr std::string_view meaning = "mean squared gradient of a weight of W";
  static constexpr std::string_view citation = "yang2017";
  static constexpr PrimitiveSet primitives = set_of({Primitive::gram, Primitive::weight_gradient});
  static constexpr bool pairs = false;
  static constexpr int tangents = 0;
  static constexpr NeedSet needs = no_batch;

  static void rows(RowMaker& make) {
    for (int layer = 1; layer <= make.depth; ++layer)
      make.add(layer, "", Form::mean, {make.slot(Primitive::weight_gradient, layer)});
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
