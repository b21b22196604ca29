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

/// Batch normalisation before every activation, and in the branches of a residual network, for
/// batches that no permutation changes [yang2019]. `q_star`, `c_star` and the curves are of the
/// signals x^l; weights and biases only matter beside an epsilon. Where the fixed point does not
/// attract (`stable` is false) there are no gradient rates, and no curves beyond layer 1: networks
/// break the symmetry.
Prediction predict_batch_norm(const Experiment& experiment);
Prediction predict_batch_norm_residual(const Experiment& experiment);

/// Residual blocks, reduced or full, with variances and widths that change with the layer
/// [yang2017; yang2018].
Prediction predict_residual(const Experiment& experiment);

}  // namespace widefield
