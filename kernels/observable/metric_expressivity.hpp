#pragma once
#include "kernels/observable/observable.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// s^l = |x_a - x_b|^2 / 2N of the states that block l leaves, from the difference itself: p -
/// gamma would cancel. [yang2017]
struct MetricExpressivity {
  static constexpr std::string_view name = "metric_expressivity";
  static constexpr std::string_view symbol = "s^l";
  static constexpr std::string_view unit = "1";
  static constexpr std::string_view meaning = "half the squared distance of two states per neuron";
  static constexpr std::string_view citation = "yang2017";
  static constexpr PrimitiveSet primitives = set_of({Primitive::state_difference});
  static constexpr bool pairs = false;
  static constexpr int tangents = 0;
  static constexpr NeedSet needs = two_inputs | living_state | no_batch;

  static void rows(RowMaker& make) {
    make.for_pairs([&](int layer, int a, int b, const std::string& pair) {
      make.add(layer, pair, Form::mean, {make.state_difference(layer, a, b)});
    });
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
