#pragma once
#include <string_view>
#include <vector>

#include "widefield/theory.hpp"

namespace widefield {

/// A theory: which architecture it speaks of, its prediction, and its source. Another architecture
/// is one file with such a function and one row in registry.cpp.
struct Theory {
  std::string_view architecture;
  Prediction (*predict)(const Experiment& experiment);
  std::string_view citation;
};

const std::vector<Theory>& theories();

/// Fully connected layers with fresh weights per layer [poole2016; schoenholz2017; lee2018].
Prediction predict_mlp(const Experiment& experiment);

}  // namespace widefield
