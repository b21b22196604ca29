#pragma once
#include <vector>

#include "host/theory/batch_norm_layer.hpp"

namespace widefield {

/// A batch in a residual network whose branches are normalised, x^l = x^{l-1} + V f(BN(W x^{l-1})),
/// for inputs that no permutation of the batch changes.
struct BatchResidualPoint {
  double mu;             // of the Gram matrix x_a.x_b / N of the states
  double log_gradients;  // ln |dE/dx^l|^2, less that of the last state
};

/// States 0 to depth. A branch adds to mu what normalised signals have, a constant without epsilon,
/// and to the squared gradient its rate over mu: with a = mu_0 / sigma_v^2 mu* a product of factors
/// 1 + lambda_G / (l + a) ~ depth^lambda_G. The rate of a plain network becomes an exponent. The
/// gradient is that of a read-out whose sum over the batch vanishes; the rest passes unchanged.
std::vector<BatchResidualPoint> batch_residual_curve(BatchLayer& branch, double branch_variance,
                                                     double mu, int depth);

}  // namespace widefield
