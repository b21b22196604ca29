#include "host/architecture/mlp/conditional_moments.hpp"

#include <cmath>
#include <limits>

#include "host/gaussian/two_point.hpp"

namespace widefield {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// By multiplication, so that the bits are the same everywhere.
double power(double x, int exponent) {
  double product = 1;
  for (int k = 0; k < exponent; ++k)
    product *= x;
  return product;
}

/// Excess kurtosis of y from its raw moments; 0 where y does not fluctuate.
double excess_kurtosis(double m1, double m2, double m3, double m4) {
  const double variance = m2 - m1 * m1;
  if (!(variance > 1e-12 * m2)) return 0;
  const double fourth = m4 - 4 * m1 * m3 + 6 * m1 * m1 * m2 - 3 * m1 * m1 * m1 * m1;
  return fourth / (variance * variance) - 3;
}

/// y = sigma_w^2 x_a x_b; the masks of two inputs are independent. A deviation is relative to
/// sigma_w^2 sqrt(<x_a^2> <x_b^2>): that of a correlation, which may vanish, is absolute.
Conditional gram_pair(const Network& network, const GivenLayer& law) {
  const double keep = network.dropout_keep, w = network.weight_variance;
  const double m1 = mean_product(network, *law.a, *law.b, law.q_ab);
  const double m2 = mean_square_product(network, *law.a, *law.b, law.q_ab) / (keep * keep);
  const double scale = w * std::sqrt(law.a->average[f2] * law.b->average[f2]) / keep;
  return {w * m1 + network.bias_variance, w * w * (m2 - m1 * m1), unknown, scale};
}

/// y = phi(h_a), relative to its root mean square.
Conditional mean_signal(const Network&, const GivenLayer& law) {
  const auto& average = law.a->average;
  const double m1 = average[f1], m2 = average[f2];
  return {m1, m2 - m1 * m1, excess_kurtosis(m1, m2, average[f3], average[f4]), std::sqrt(m2)};
}

/// y = h_a^2: a chi-square with one degree of freedom.
Conditional field_square(const Network&, const GivenLayer& law) {
  return {law.a->q, 2 * law.a->q * law.a->q, 12, law.a->q};
}

/// y = h_a^4: E h^4 = 3 q^2, Var h^4 = (105 - 9) q^4.
Conditional field_fourth(const Network&, const GivenLayer& law) {
  const double square = law.a->q * law.a->q;
  return {3 * square, 96 * square * square, unknown, 3 * square};
}

/// y = sigma_w^2 phi phi' h mask / keep^2.
Conditional length_response(const Network& network, const GivenLayer& law) {
  const auto& average = law.a->average;
  const double w = network.weight_variance, keep = network.dropout_keep;
  const double m1 = average[fgh] / keep, m2 = average[f2g2h2] / power(keep, 3);
  return {w * m1, w * w * (m2 - m1 * m1), unknown, w * average[f2] / keep};
}

/// t = r h + sqrt(s) xi with xi independent of h.
struct Regression {
  double r, s;
};
Regression regression(const GivenLayer& law) {
  const double r = law.tangent_cross / law.a->q;
  return {r, std::max(0.0, law.tangent_square - r * law.tangent_cross)};
}

/// y = sigma_w^2 (phi' t)^2 mask / keep^2.
Conditional tangent_square(const Network& network, const GivenLayer& law) {
  const auto& average = law.a->average;
  const auto [r, s] = regression(law);
  const double keep = network.dropout_keep, w = network.weight_variance, rr = r * r;
  const double m1 = (rr * average[g2h2] + s * average[g2]) / keep;
  const double m2 =
      (rr * rr * average[g4h4] + 6 * rr * s * average[g4h2] + 3 * s * s * average[g4]) /
      power(keep, 3);
  return {w * m1, w * w * (m2 - m1 * m1), unknown, w * m1};
}

}  // namespace

/// y = sigma_w^2 x_a^2 with the signal x = phi(h) mask / keep: E x^2k = <phi^2k> / keep^(2k-1).
Conditional gram_diagonal(const Network& network, const GivenLayer& law) {
  const auto& average = law.a->average;
  const double keep = network.dropout_keep, w = network.weight_variance;
  const double m1 = average[f2] / keep, m2 = average[f4] / power(keep, 3);
  const double m3 = average[f6] / power(keep, 5), m4 = average[f8] / power(keep, 7);
  return {w * m1 + network.bias_variance, w * w * (m2 - m1 * m1), excess_kurtosis(m1, m2, m3, m4),
          w * m1};
}

bool is_constant(const Network& network, const ExactPrimitive& exact) {
  const bool square = exact.primitive == "gram" && !exact.pair;
  const bool length =
      exact.primitive == "length_response" || (square && network.activation_output_shift == 0);
  return network.activation == "sign" && network.dropout_keep == 1 && length;
}

bool is_constant(const Network& network, const std::string& observable) {
  bool known = false, constant = true;
  for (const ExactPrimitive& exact : exact_primitives()) {
    if (exact.observable != observable) continue;
    known = true;
    constant &= is_constant(network, exact);
  }
  return known && constant;
}

bool is_heavy_tailed(const Network& network, const ExactPrimitive& exact) {
  return network.activation == "alpha_relu" && exact.tangents && network.activation_power <= 0.875;
}

const std::vector<ExactPrimitive>& exact_primitives() {
  static const std::vector<ExactPrimitive> all = {
      {"length_map", "gram", 1, false, false, true, gram_diagonal},
      {"correlation_map", "gram", 1, true, false, false, gram_pair},
      {"activity", "mean_signal", 0, false, false, true, mean_signal},
      {"kurtosis", "field_square", 0, false, false, true, field_square},
      {"kurtosis", "field_fourth", 0, false, false, false, field_fourth},
      {"chi_1", "tangent_square", 1, false, true, false, tangent_square},
      {"chi_length", "length_response", 0, false, false, false, length_response}};
  return all;
}

}  // namespace widefield
