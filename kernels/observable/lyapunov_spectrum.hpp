#pragma once
#include "kernels/observable/observable.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// lambda_i = (1/L) sum_l ln R_ii: the rates at which the m fastest growing directions of input 0
/// grow per layer, in nats, for J = D_L W_L ... D_1 W_1 and orthonormal directions to start from
/// that are orthogonal to the inputs. [benettin1980; newman1986]
struct LyapunovSpectrum {
  static constexpr std::string_view name = "lyapunov_spectrum";
  static constexpr std::string_view symbol = "lambda_i";
  static constexpr std::string_view unit = "1";
  static constexpr std::string_view meaning =
      "growth rates of the fastest growing directions per layer";
  static constexpr std::string_view citation = "newman1986";
  static constexpr PrimitiveSet primitives = set_of({Primitive::lyapunov_exponent});
  static constexpr bool pairs = false;
  static int tangents(const Measure& measure) { return measure.exponents; }

  static void rows(RowMaker& make) {
    for (int i = 0; i < make.components(Primitive::lyapunov_exponent); ++i)
      make.add(make.depth, std::to_string(i + 1), Form::mean,
               {make.slot(Primitive::lyapunov_exponent, make.depth, i)});
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
