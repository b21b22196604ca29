#pragma once
#include "kernels/observable/observable.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// c^l = E q_ab / sqrt(E q_aa E q_bb): a ratio of means over networks, because the mean of ratios
/// has a bias of order 1/N of its own. [poole2016, eq. 5]
struct CorrelationMap {
  static constexpr std::string_view name = "correlation_map";
  static constexpr std::string_view symbol = "c^l";
  static constexpr std::string_view unit = "1";
  static constexpr std::string_view meaning = "correlation of the pre-activations of two inputs";
  static constexpr std::string_view citation = "poole2016";
  static constexpr PrimitiveSet primitives = set_of({Primitive::gram});
  static constexpr bool pairs = true;
  static constexpr int tangents = 0;
  static constexpr NeedSet needs = two_inputs | no_batch;

  static void rows(RowMaker& make) {
    make.for_pairs([&](int layer, int a, int b, const std::string& pair) {
      make.add(layer, pair, Form::correlation,
               {make.gram(layer, a, b), make.gram(layer, a, a), make.gram(layer, b, b)});
    });
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
