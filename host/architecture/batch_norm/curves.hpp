#pragma once
#include <optional>
#include <vector>

#include "host/architecture/batch_norm/fixed_point.hpp"
#include "widefield/theory.hpp"

namespace widefield {

/// Inputs that no permutation of a batch changes: x_a.x_a / N, x_a.x_b / N in a batch, and between
/// batches.
struct BatchInput {
  double diagonal, off_diagonal;
  double cross = 0;
  bool several = false;  // batches

  double mu() const { return diagonal - off_diagonal; }
};

/// The inputs of an experiment, where they are such; orthonormal ones are. Empty for a matrix that
/// permutations change: how that comes to the fixed point is not known.
std::optional<BatchInput> batch_input(const Experiment& experiment);

/// Which averages over neurons of squared gradients exist: they go as 1 / r^2, of tail index
/// (B - 1) / 2, which an epsilon bounds.
enum class GradientTail { vanishes, no_mean, no_variance, finite };
GradientTail gradient_tail(const BatchLaw& law);

/// gram_diagonal, gram_off_diagonal and, for several batches, gram_cross_batch: means of x_a.x_b /
/// N of what layer l leaves. gradient_norm, |g_l|^2 / |g_L|^2, and log_gradient_ratio, ln(|g_1|^2 /
/// |g_l|^2), with respect to the fields h^l before they are normalised, for a read-out of h^L whose
/// sum over the batch vanishes.
///
/// Without epsilon the Gram matrix is exactly the fixed point from layer 1 on, and a gradient gets
/// the factor lambda_G for every normalisation passed, except that of layer 1: it divides by the mu
/// of the inputs instead of mu*, so that |g_1|^2 / |g_L|^2 = lambda_G^(L-1) mu* / mu_1. A gradient
/// whose squares have no variance has no curve. The variance over networks is known of
/// gram_diagonal without epsilon; no bias is.
std::vector<Curve> batch_norm_curves(BatchLayer& layer, const BatchInput& input, int depth);

/// The Gram matrix that layer 1 leaves: all that is known where the fixed point does not attract.
std::vector<Curve> batch_norm_first_layer(BatchLayer& layer, const BatchInput& input);

/// Curves of x^l = x^{l-1} + V f(BN(W x^{l-1})) + a; gradients are with respect to the states,
/// and log_gradient_ratio is relative to x^0.
struct BatchBranch {
  double variance, bias_variance;  // sigma_v^2, sigma_a^2
};
std::vector<Curve> batch_norm_residual_curves(BatchLayer& layer, const BatchBranch& branch,
                                              const BatchInput& input, int depth);

}  // namespace widefield
