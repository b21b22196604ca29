#pragma once
#include "host/gaussian/gaussian_table.hpp"

// The averages of pairs that one-step tests measure with: with the same bits on every processor,
// which those of the theory (pair_average.hpp) do not have.
namespace widefield {

/// Arc tangent and arc cosine from basic operations and square roots: the same bits everywhere.
double arctangent(double x);
double arccosine(double x);

/// <phi(u) phi(v)> for u ~ N(0, a.q), v ~ N(0, b.q) with covariance q_ab, |q_ab| <= sqrt(a.q b.q).
/// Closed forms for linear, relu, leaky_relu, sign, erf, erf_unit, gelu [cho2009; williams1997;
/// sheet A, section 0] where they are not shifted, one integral by Price's theorem for hard_tanh
/// and for what is made of lines, Mehler's series sum_k a_k b_k c^k otherwise.
double mean_product(const Network& network, const Marginal& a, const Marginal& b, double q_ab);

/// <phi(u)^2 phi(v)^2>: closed forms for linear, relu, leaky_relu, sign (that also shifted);
/// Mehler's series otherwise.
double mean_square_product(const Network& network, const Marginal& a, const Marginal& b,
                           double q_ab);

/// sum_k a_k b_k c^k, where a_k are the first Hermite coefficients of a function with mean square
/// `square_a`. What is left out is added as a power law k^-p fitted to the tails, which matters for
/// functions with a kink (phi: p = 5/2) and |c| near 1; its error is about 1/K of it.
double mehler(const std::vector<double>& a, const std::vector<double>& b, double square_a,
              double square_b, double c);

}  // namespace widefield
