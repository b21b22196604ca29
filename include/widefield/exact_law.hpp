#pragma once
#include <cstdint>
#include <vector>

#include "widefield/experiment.hpp"

// Laws that hold at every finite width, without any order in 1/N.
namespace widefield {

/// Mean and variance of a random number.
struct LogLaw {
  double mean, variance;
};

/// ln xi of one layer of a ReLU network with Gaussian weights and no bias: Q^{l+1} = (sigma_w^2/2)
/// xi Q^l, xi = (2/N) chi^2_K with K ~ Binomial(N, 1/2), independent over layers; the same law for
/// |J u|^2 with a fixed direction u. Given that at least one neuron is on, K >= 1: else ln xi does
/// not exist (probability 2^-N). N mean -> -5/2, N variance -> 5. [hanin2020]
LogLaw relu_log_factor(std::int64_t width);

/// The same of a linear network: Q^{l+1} = sigma_w^2 xi Q^l with xi = chi^2_N / N. mean = psi(N/2)
/// + ln(2/N), variance = psi'(N/2). [newman1986]
LogLaw linear_log_factor(std::int64_t width);

/// ln xi of the growth of direction i = 1, 2, ... of a frame of tangents in one layer of a ReLU
/// network: R_ii^2 = (sigma_w^2/2) xi, R the triangular factor of its QR decomposition, independent
/// over layers. Given K ~ Binomial(N, 1/2) neurons on, by Bartlett's decomposition:
///   Gaussian weights  xi = (2/N) chi^2_{K-i+1};
///   Haar weights      xi = 2 Beta((K-i+1)/2, (N-K)/2).
/// Biases change nothing. Given K >= i: with fewer the direction is lost. i = 1 with Gaussian
/// weights is relu_log_factor. [bartlett1933; newman1986; theory sheet, section 3]
LogLaw relu_growth(std::int64_t width, int direction, bool orthogonal);

/// The same of a linear network: R_ii^2 = sigma_w^2 xi, xi = chi^2_{N-i+1} / N, and 1 with Haar
/// weights. [newman1986]
LogLaw linear_growth(std::int64_t width, int direction, bool orthogonal);

/// P(K = 0) = 2^-N: all neurons of a ReLU layer are off and the signal is lost.
double relu_extinction(std::int64_t width);

/// E xi^2: 1 + 5/N for ReLU, 1 + 2/N for linear networks; E xi = 1. So Var(Q^L)/E[Q^L]^2 =
/// second_moment^(L-1) - 1 for layers 1..L, Q^1 being fixed by the input.
double relu_second_moment(std::int64_t width);
double linear_second_moment(std::int64_t width);

/// The first two moments of p^l = |x^l|^2 / N.
struct NormMoments {
  double mean, second;

  double variance() const { return second - mean * mean; }
};

/// p^1, ..., p^depth of a full residual network with relu, leaky_relu or linear blocks, exactly at
/// every width. Given the layer below and its h, x^l is x^{l-1} + tau^(1/2) z with normal z, so
/// that the norm of one input is a Markov chain,
///   p^l = p + 2 sqrt(p tau / N) z_1 + tau |z|^2 / N,
///   tau = sigma_v^2 (1/M) sum_k phi(sqrt(q) z_k)^2 + sigma_a^2,
/// whose mean is the one at infinite width, since <tau> is linear in p. Where the width changes,
/// p^l = (p + tau) |z|^2 / N. [yang2017; yang2018]
/// `squared_norm` is |x^0|^2 / N. Other activations and reduced blocks have no such law:
/// std::invalid_argument.
std::vector<NormMoments> residual_norm_moments(const Network& network, double squared_norm,
                                               std::int64_t width);

}  // namespace widefield
