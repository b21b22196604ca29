#pragma once
#include <string>
#include <vector>

namespace widefield {

/// One number measured on one network. Statistics of slots over networks are all that is kept. What
/// belongs to the whole network rather than to a layer of it stands at the last layer.
///
/// primitive        component  meaning at layer l
/// gram             "a,b"      Q_ab = sigma_w^2/N sum_i x_a x_b + sigma_b^2 with the signals x of
/// layer l-1:
///                             the exact covariance of the pre-activations h^l given the layer
///                             below; a <= b
/// field_square     "a"        (1/N) sum_i h_a^2
/// field_fourth     "a"        (1/N) sum_i h_a^4
/// mean_signal      "a"        (1/N) sum_i phi(h_a)
/// length_response  "a"        sigma_w^2/N sum_i phi(h_a) phi'(h_a) h_a
/// tangent_square   "a"        T_aa = sigma_w^2/N |phi'(h_a) t_a|^2 of layer l-1: the variance of
/// the tangent t^l
///                             of h^l given the layer below (a tangent gets no bias)
/// velocity_square        ""  sigma_w^2/N sum_i x'_a x'_a, mean over the inputs a, which are points
/// x_a = x(theta_a) of a curve: the variance of dh^l/dtheta given the layer below
/// velocity_acceleration  ""  sigma_w^2/N sum_i x'_a x''_a, likewise
/// acceleration_square    ""  sigma_w^2/N sum_i x''_a x''_a, likewise
/// tangent_cross    "a"        sigma_w^2/N sum_i x_a phi'(h_a) t_a of layer l-1: its covariance
/// with h^l gradient_square  "a"        |g_l|^2 / |g_L|^2, gradient with respect to h^l of a random
/// linear read-out
/// lyapunov_exponent "i"      (1/L) sum_l ln R_ii, i = 1 ... m: the tangents of input 0 after layer
/// l are T_l = Q_l R_l, and those before the next layer Q_l
/// jacobian_spectrum "mean" ... of the squared singular values lambda of J = d x^L / d x^0 at the
///                             first input: m_1 = tr J^T J / N; "second_moment" tr (J^T J)^2 /
///                             (N m_1^2); "edge" the largest lambda / m_1; "zero" the part that is
///                             0; "below x" the part at most x m_1
///
/// Where a state x^l lives on from layer to layer, gradients are with respect to the states and the
/// read-out is of x^L. Gradients of parameters are mean squares per parameter, for one input at a
/// time, relative to the mean square per neuron of the read-out.
/// input_gradient   ""         the same with respect to the inputs x^0 (of the whole network)
/// state_gram       "a,b"      (1/N) sum_i x_a x_b of what layer l leaves, a <= b
/// state_difference "a,b"      (1/2N) sum_i (x_a - x_b)^2, a < b
/// batch_gram       "diagonal", "off_diagonal", "cross_batch": means of (1/N) sum_i x_a x_b over a
///                             batch, its pairs, and the pairs of two batches
/// hidden_square    "a"        (1/M) sum_i s_a^2 of the signals of the second stage of layer l
/// weight_gradient, bias_gradient, branch_weight_gradient
///                  ""         of W^l and b^l of the first stage, and of the matrix of the second
struct Slot {
  std::string primitive;
  int layer = 0;  // counted from 1
  std::string component;

  bool operator==(const Slot&) const = default;
};

/// The order of the numbers in one network's record.
using RecordLayout = std::vector<Slot>;

}  // namespace widefield
