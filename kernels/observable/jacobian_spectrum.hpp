#pragma once
#include "kernels/observable/observable.hpp"
#include "widefield/jacobian.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The squared singular values lambda of J = d x^L / d x^0 at the first input: their mean, and
/// their shape relative to the network's own mean, which fluctuates by itself like N^(-1/2).
/// Networks are the samples, the singular values of one are not. [pennington2017; pennington2018]
struct JacobianSpectrum {
  static constexpr std::string_view name = "jacobian_spectrum";
  static constexpr std::string_view symbol = "F(lambda)";
  static constexpr std::string_view unit = "1";
  static constexpr std::string_view meaning = "squared singular values of the Jacobian";
  static constexpr std::string_view citation = "pennington2017";
  static constexpr PrimitiveSet primitives = set_of({Primitive::jacobian_spectrum});
  static constexpr bool pairs = false;
  static constexpr int tangents = 0;
  static constexpr NeedSet needs = plain_layers;

  static void rows(RowMaker& make) {
    const auto names = spectrum_components(make.measure);
    for (int k = 0; k < int(names.size()); ++k)
      make.add(make.depth, names[k], Form::mean,
               {make.slot(Primitive::jacobian_spectrum, make.depth, k)});
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
