#pragma once
#include "widefield/residual.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// A variance that falls with the layer as l^-exponent. [yang2018]
struct DecayingVariance {
  double first, exponent;

  WIDEFIELD_HD double at(int layer) const { return decayed(first, exponent, layer); }
};

}  // namespace widefield::inline WIDEFIELD_ISA
