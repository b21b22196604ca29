#pragma once
#include "widefield/theory.hpp"

namespace widefield {

/// Batch normalisation before every activation, and in the branches of a residual network, for
/// batches that no permutation changes [yang2019]. `q_star`, `c_star` and the curves are of the
/// signals x^l; weights and biases only matter beside an epsilon. Where the fixed point does not
/// attract (`stable` is false) there are no gradient rates, and no curves beyond layer 1: networks
/// break the symmetry.
Prediction predict_batch_norm(const Experiment& experiment);
Prediction predict_batch_norm_residual(const Experiment& experiment);

}  // namespace widefield
