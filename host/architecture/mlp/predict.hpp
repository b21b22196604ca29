#pragma once
#include "widefield/theory.hpp"

namespace widefield {

/// Fully connected layers with fresh weights per layer [poole2016; schoenholz2017; lee2018].
Prediction predict_mlp(const Experiment& experiment);

}  // namespace widefield
