#pragma once
#include "kernels/observable/observable.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// p^l = |x^l|^2 / N of the state that block l leaves. [yang2017]
struct StateNorm {
  static constexpr std::string_view name = "state_norm";
  static constexpr std::string_view symbol = "p^l";
  static constexpr std::string_view unit = "1";
  static constexpr std::string_view meaning = "squared norm of the state per neuron";
  static constexpr std::string_view citation = "yang2017";
  static constexpr PrimitiveSet primitives = set_of({Primitive::state_gram});
  static constexpr bool pairs = false;
  static constexpr int tangents = 0;
  static constexpr NeedSet needs = living_state | no_batch;

  static void rows(RowMaker& make) {
    for (int layer = 1; layer <= make.depth; ++layer)
      for (int a = 0; a < make.inputs; ++a)
        make.add(layer, std::to_string(a), Form::mean, {make.state_gram(layer, a, a)});
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
