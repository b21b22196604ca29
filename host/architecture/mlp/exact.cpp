#include "host/architecture/mlp/exact.hpp"

#include <cmath>
#include <limits>

#include "host/architecture/mean_field/length_law.hpp"
#include "host/architecture/mean_field/neuron_moments.hpp"
#include "host/gaussian/two_point.hpp"

namespace widefield {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

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
  const double m1 = average[fgh] / keep, m2 = average[f2g2h2] / whole_power(keep, 3);
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
      whole_power(keep, 3);
  return {w * m1, w * w * (m2 - m1 * m1), unknown, w * m1};
}

/// sign(h)^2 = 1 and sign'(h) = 0 almost everywhere, so that lengths and their response are
/// constants; dropout makes them random, and an output shift the lengths.
bool is_sign(const Network& network) {
  return network.activation == "sign" && network.dropout_keep == 1;
}
bool is_centred_sign(const Network& network) {
  return is_sign(network) && network.activation_output_shift == 0;
}

/// phi'^2 of alpha_relu is h^(2 alpha - 2), its fourth power integrable at 0 for alpha > 7/8 only.
bool has_steep_corner(const Network& network) {
  return network.activation == "alpha_relu" && network.activation_power <= 0.875;
}

}  // namespace

const std::vector<ExactPrimitive>& mlp_exact_primitives() {
  // clang-format off
  static const std::vector<ExactPrimitive> all = {
      // observable       primitive                   step  pair   tangents kurtosis  law              constant  heavy-tailed
      {"length_map",      Primitive::gram,            1,    false, false,   true,     gram_diagonal,   is_centred_sign},
      {"correlation_map", Primitive::gram,            1,    true,  false,   false,    gram_pair},
      {"activity",        Primitive::mean_signal,     0,    false, false,   true,     mean_signal},
      {"kurtosis",        Primitive::field_square,    0,    false, false,   true,     field_square},
      {"kurtosis",        Primitive::field_fourth,    0,    false, false,   false,    field_fourth},
      {"chi_1",           Primitive::tangent_square,  1,    false, true,    false,    tangent_square,  nullptr,  has_steep_corner},
      {"chi_length",      Primitive::length_response, 0,    false, false,   false,    length_response, is_sign}};
  // clang-format on
  return all;
}

}  // namespace widefield
