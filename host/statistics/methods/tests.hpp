#pragma once
#include "host/statistics/methods/context.hpp"

// One function per method: from everything measured to a test that judge() decides.
namespace widefield {

/// Exact. Innovations given the measured layer below: mean 0 and variance 1 at any width. Every
/// width can reject, the sharpest decides. Layer 1 is a constant and is compared with it.
Assessment one_step_test(const Context& context, const std::string& observable);

/// Exact. Logarithms of a chain of independent factors xi: K of N units are on, K ~ Bin(N, 1/2) for
/// ReLU and K = N for linear, xi = sigma_w^2 chi^2_K / N [hanin2020; sheet A, section 3].
Assessment closed_form_test(const Context& context, const std::string& observable);

/// The same of a Lyapunov spectrum: L independent layers give lambda_i the mean and 1/L of the
/// variance of ln(R_ii^2) / 2 of one layer [newman1986; widefield/exact_law.hpp].
Assessment exponents_test(const Context& context, const std::string& observable);

/// The largest width against value + bias / N of the theory; what is left is O(1/N^2).
Assessment corrected_test(const Context& context, const std::string& observable, double alpha);

/// t of m(N) = t + a/N (+ b/N^2 with three or more widths), by generalised least squares, against
/// the theory at infinite width. Widths are taken as independent; where they share random numbers
/// their means move together and t, a difference of them, is known better than stated.
Assessment extrapolated_test(const Context& context, const std::string& observable, double alpha);

/// The extrapolated rows of an observable, width 0: every row, not only the verdict's.
struct Extrapolation {
  double value = 0, standard_error = 0;
  std::vector<double> weight;  // [sample] value = sum weight * estimate
};
Extrapolation extrapolate(const Context& context, std::size_t row);

}  // namespace widefield
