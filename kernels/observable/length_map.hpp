#pragma once
#include "kernels/observable/observable.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// q^l = sigma_w^2 |x^{l-1}|^2 / N + sigma_b^2, the variance of the fields of layer l given the
/// layer below. Not the mean of h^2, which is noisier. [poole2016, eq. 3]
struct LengthMap {
  static constexpr std::string_view name = "length_map";
  static constexpr std::string_view symbol = "q^l";
  static constexpr std::string_view unit = "1";
  static constexpr std::string_view meaning =
      "variance of the pre-activations given the layer below";
  static constexpr std::string_view citation = "poole2016";
  static constexpr PrimitiveSet primitives = set_of({Primitive::gram});
  static constexpr bool pairs = false;
  static constexpr int tangents = 0;
  static constexpr NeedSet needs = no_batch;

  static void rows(RowMaker& make) {
    for (int layer = 1; layer <= make.depth; ++layer)
      for (int a = 0; a < make.inputs; ++a)
        make.add(layer, std::to_string(a), Form::mean, {make.gram(layer, a, a)});
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
