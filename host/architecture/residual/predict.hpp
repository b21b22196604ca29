#pragma once
#include "widefield/theory.hpp"

namespace widefield {

/// Residual blocks, reduced or full, with variances and widths that change with the layer
/// [yang2017; yang2018].
Prediction predict_residual(const Experiment& experiment);

}  // namespace widefield
