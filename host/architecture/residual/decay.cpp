#include "host/architecture/residual/decay.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "host/architecture/residual/growth.hpp"

namespace widefield {
namespace {

using std::numbers::pi;
constexpr double infinite = std::numeric_limits<double>::infinity();

bool is_reduced(const ResidualSetting& setting) {
  return setting.blocks.front().reduced;
}

// sum over m > last of m^-s by Euler and Maclaurin.
double zeta_tail(double s, double last) {
  const double x = last + 1, first = std::pow(x, -s);
  return x * first / (s - 1) + 0.5 * first + s * first / (12 * x) -
         s * (s + 1) * (s + 2) * first / (720 * x * x * x);
}

std::string norm_words(const LinearDecay& d) {
  if (d.weight < 1)
    return fmt::format("ln p ~ {:.6g} l^{:.6g}", d.gain / (1 - d.weight), 1 - d.weight);
  if (d.weight == 1) return "p grows as a power of l";
  if (d.bias < 1) return fmt::format("p ~ l^{:.6g}", 1 - d.bias);
  return d.bias == 1 ? "p ~ ln l" : "p stays bounded";
}

std::string gradient_words(const LinearDecay& d) {
  if (d.weight < 1)
    return fmt::format("ln(chi_0/chi_l) ~ {:.6g} l^{:.6g}", d.gain / (1 - d.weight), 1 - d.weight);
  if (d.weight == 1)
    return fmt::format("chi_0/chi_l ~ {:.6g} l^{:.6g}", 1 / std::tgamma(1 + d.gain), d.gain);
  return fmt::format("chi_0/chi_l -> {:.6g}", d.limit);
}

std::string correlation_words(const LinearDecay& d) {
  return d.weight <= 1 || d.bias <= 1 ? "e -> 1" : "e -> a value below 1 that the inputs decide";
}

std::string norm_words(const SaturatingDecay& d) {
  return d.norm < 1    ? fmt::format("p ~ l^{:.6g}", 1 - d.norm)
         : d.norm == 1 ? "p ~ ln l"
                       : "p stays bounded";
}

std::string gradient_words(const SaturatingDecay& d) {
  if (!d.grows) return "q does not grow: no law is known";
  if (d.gradient > 0)
    return fmt::format("ln(chi_0/chi_l) ~ {:.6g} l^{:.6g}", d.coefficient, 0.5 * d.gradient);
  return d.gradient == 0 ? "chi_0/chi_l grows as a power of l" : "chi_0/chi_l stays bounded";
}

std::vector<Scalar> scalars(const Network& network, const ResidualSetting& setting,
                            const LinearTail& tail) {
  const LinearDecay d = linear_decay(network, growth(tail, setting.blocks.front().variances).gain);
  return {
      {"growth_exponents", norm_words(d) + ", " + gradient_words(d) + ", " + correlation_words(d)},
      {"gain", d.gain},
      {"V_r", d.weight},
      {"U_r", d.bias},
      {"gradient_limit", d.limit}};
}

std::vector<Scalar> scalars(const Network& network, const ResidualSetting& setting,
                            const SaturatingTail&) {
  const SaturatingDecay d = saturating_decay(network, setting);
  return {{"growth_exponents", norm_words(d) + ", " + gradient_words(d)},
          {"U_t", d.norm},
          {"W_t", d.gradient},
          {"gradient_coefficient", d.coefficient},
          {"e_star", d.e_star}};
}

template <class Other>
std::vector<Scalar> scalars(const Network&, const ResidualSetting&, const Other&) {
  return {{"growth_exponents", std::string("not known for this activation")}};
}

}  // namespace

bool decays(const Network& network) {
  const Network::Residual& of = network.residual;
  return of.weight_variance_exponent > 0 || of.bias_variance_exponent > 0 ||
         of.branch_variance_exponent > 0 || of.branch_bias_variance_exponent > 0;
}

double decaying_product(double gain, double exponent) {
  constexpr double explicit_factors = 10000;
  if (exponent <= 1) return infinite;
  double sum = 0;
  for (double m = 1; m <= explicit_factors; ++m)
    sum += std::log1p(gain * std::pow(m, -exponent));
  double power = gain;
  for (int k = 1; k <= 4; ++k, power *= -gain)
    sum += power / k * zeta_tail(k * exponent, explicit_factors);
  return std::exp(sum);
}

LinearDecay linear_decay(const Network& network, double gain) {
  const Network::Residual& of = network.residual;
  LinearDecay d{gain, of.branch_variance_exponent + of.weight_variance_exponent, infinite,
                infinite};
  if (network.bias_variance > 0) d.bias = of.branch_variance_exponent + of.bias_variance_exponent;
  if (of.branch_bias_variance > 0) d.bias = std::min(d.bias, of.branch_bias_variance_exponent);
  d.limit = decaying_product(gain, d.weight);
  return d;
}

SaturatingDecay saturating_decay(const Network& network, const ResidualSetting& setting) {
  const SaturatingTail tail = std::get<SaturatingTail>(tail_of(setting.phi));
  const BlockVariances& v = setting.blocks.front().variances;
  const Network::Residual& of = network.residual;
  const double bv = of.branch_variance_exponent, bw = of.weight_variance_exponent;
  const double ba = v.branch_bias > 0 ? of.branch_bias_variance_exponent : infinite;
  SaturatingDecay d{};
  d.norm = std::min(bv, ba);
  d.gradient = 1 - bw + d.norm - 2 * bv;
  d.grows = d.norm < 1 && 1 - d.norm - bw > 0;
  const double branch = bv == d.norm ? v.branch : 0, bias = ba == d.norm ? v.branch_bias : 0;
  const double square = tail.jump * tail.jump + tail.middle * tail.middle;
  const double slope = tail.slope / std::sqrt(2 * pi), rate = branch * square + bias;
  d.coefficient = v.branch * std::sqrt(v.weight * (1 - d.norm) / rate) * slope * 2 / d.gradient;
  if (!d.grows || d.gradient <= 0) d.coefficient = std::numeric_limits<double>::quiet_NaN();
  d.e_star = branch == 0 ? 1 : saturated_correlation(tail, branch, bias);
  return d;
}

std::vector<Scalar> decay_scalars(const Network& network, const ResidualSetting& setting) {
  if (is_reduced(setting) && !setting.phi.odd())
    return {{"growth_exponents",
             std::string("not known for reduced blocks of an activation that is not odd")}};
  return std::visit([&](const auto& tail) { return scalars(network, setting, tail); },
                    tail_of(setting.phi));
}

}  // namespace widefield
