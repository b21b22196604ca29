#pragma once
#include <cstdint>

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

/// P(K = 0) = 2^-N: all neurons of a ReLU layer are off and the signal is lost.
double relu_extinction(std::int64_t width);

/// E xi^2: 1 + 5/N for ReLU, 1 + 2/N for linear networks; E xi = 1. So Var(Q^L)/E[Q^L]^2 =
/// second_moment^(L-1) - 1 for layers 1..L, Q^1 being fixed by the input.
double relu_second_moment(std::int64_t width);
double linear_second_moment(std::int64_t width);

}  // namespace widefield
