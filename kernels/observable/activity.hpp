#pragma once
#include "kernels/observable/observable.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// (1/N) sum_i phi(h_i), the mean signal of a layer; gram is recorded because its law given the
/// layer below depends on nothing else.
struct Activity {
  static constexpr std::string_view name = "activity";
  static constexpr std::string_view symbol = "m^l";
  static constexpr std::string_view unit = "1";
  static constexpr std::string_view meaning = "mean signal of a layer";
  static constexpr std::string_view citation = "amari1972";
  static constexpr PrimitiveSet primitives = set_of({Primitive::gram, Primitive::mean_signal});
  static constexpr bool pairs = false;
  static constexpr int tangents = 0;
  static constexpr NeedSet needs = plain_layers;

  static void rows(RowMaker& make) {
    for (int layer = 1; layer <= make.depth; ++layer)
      for (int a = 0; a < make.inputs; ++a)
        make.add(layer, std::to_string(a), Form::mean,
                 {make.slot(Primitive::mean_signal, layer, a)});
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
