#pragma once
#include "kernels/observable/observable.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// e^l = E x_a.x_b / sqrt(E |x_a|^2 E |x_b|^2) of the states that block l leaves. [yang2017]
struct StateCorrelation {
  static constexpr std::string_view name = "state_correlation";
  static constexpr std::string_view symbol = "e^l";
  static constexpr std::string_view unit = "1";
  static constexpr std::string_view meaning = "correlation of the states of two inputs";
  static constexpr std::string_view citation = "yang2017";
  static constexpr PrimitiveSet primitives = set_of({Primitive::state_gram});
  static constexpr bool pairs = true;
  static constexpr int tangents = 0;
  static constexpr NeedSet needs = two_inputs | living_state | no_batch;

  static void rows(RowMaker& make) {
    make.for_pairs([&](int layer, int a, int b, const std::string& pair) {
      make.add(layer, pair, Form::correlation,
               {make.state_gram(layer, a, b), make.state_gram(layer, a, a),
                make.state_gram(layer, b, b)});
    });
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
