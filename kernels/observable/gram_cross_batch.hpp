#pragma once
#include "kernels/observable/observable.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The mean over the pairs of two batches of x_a.x_b / N, x what layer l leaves. [yang2019,
/// section 3]
struct GramCrossBatch {
  static constexpr std::string_view name = "gram_cross_batch";
  static constexpr std::string_view symbol = "Xi_ab^l";
  static constexpr std::string_view unit = "1";
  static constexpr std::string_view meaning = "mean product of two signals of different batches";
  static constexpr std::string_view citation = "yang2019";
  static constexpr PrimitiveSet primitives = set_of({Primitive::batch_gram});
  static constexpr bool pairs = false;
  static constexpr int tangents = 0;
  static constexpr NeedSet needs = a_batch | two_batches;

  static void rows(RowMaker& make) {
    for (int layer = 1; layer <= make.depth; ++layer)
      make.add(layer, "", Form::mean, {make.slot(Primitive::batch_gram, layer, batch_cross)});
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
