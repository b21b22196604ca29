#pragma once
#include "kernels/observable/observable.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// chi_v^l: the mean square of the gradient with respect to a weight of V^l, for one input at a
/// time, relative to that of a neuron at the read-out. (That of a is gradient_norm.) [yang2017]
struct BranchWeightGradient {
  static constexpr std::string_view name = "branch_weight_gradient";
  static constexpr std::string_view symbol = "chi_v^l";
  static constexpr std::string_view unit = "1";
  static constexpr std::string_view meaning = "mean squared gradient of a weight of V";
  static constexpr std::string_view citation = "yang2017";
  static constexpr PrimitiveSet primitives =
      set_of({Primitive::hidden_square, Primitive::branch_weight_gradient});
  static constexpr bool pairs = false;
  static constexpr int tangents = 0;
  static constexpr NeedSet needs = branch_matrix | no_batch;

  static void rows(RowMaker& make) {
    for (int layer = 1; layer <= make.depth; ++layer)
      make.add(layer, "", Form::mean, {make.slot(Primitive::branch_weight_gradient, layer)});
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
