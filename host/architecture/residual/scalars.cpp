#include "host/architecture/residual/scalars.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "host/architecture/residual/decay.hpp"
#include "host/architecture/residual/growth.hpp"
#include "host/architecture/residual/visible.hpp"

namespace widefield {
namespace {

std::vector<Scalar> only_words(const std::string& words) {
  return {{"growth_exponents", words}};
}

std::vector<Scalar> scalars(const ResidualSetting& setting, const SaturatingTail& tail) {
  const SaturatingGrowth g = growth(tail, setting.blocks.front().variances);
  const SaturatingVisible from = visible_from(setting, tail, g);
  return {{"growth_exponents",
           fmt::format("p ~ {:.6g} l, s ~ {:.6g} l, |e - {:.6g}| ~ l^-{:.6g}, ln(chi_0/chi_l) ~ "
                       "{:.6g} l^(1/2) {:+.6g} ln l",
                       g.rate, (1 - g.e_star) * g.rate, g.e_star, g.delta, g.root, g.log)},
          {"norm_rate", g.rate},
          {"norm_visible_from", from.norm},
          {"gradient_root", g.root},
          {"gradient_log", g.log},
          {"gradient_visible_from", from.gradient},
          {"e_star", g.e_star},
          {"correlation_exponent", g.delta},
          {"correlation_visible_from", from.correlation}};
}

std::vector<Scalar> scalars(const ResidualSetting& setting, const LinearTail& tail) {
  const LinearGrowth g = growth(tail, setting.blocks.front().variances);
  const double from = distance_visible_from(setting, tail, g);
  const bool kinked = std::isfinite(g.distance);
  return {{"growth_exponents",
           fmt::format("p ~ {0:.6g}^l, chi_0/chi_l ~ {0:.6g}^l, {1}", 1 + g.gain,
                       kinked ? fmt::format("1 - e ~ {:.6g} l^-2, s ~ {:.6g}^l l^-2", g.distance,
                                            1 + g.gain)
                              : "e is kept")},
          {"gain", g.gain},
          {"distance_constant", g.distance},
          {"correlation_visible_from", from}};
}

std::vector<Scalar> scalars(const ResidualSetting& setting, const PowerTail& tail) {
  if (tail.power > 1) return only_words("p grows faster than any exponential");
  const PowerGrowth g = growth(without_shifts(setting.phi), tail, setting.blocks.front().variances);
  const PowerVisible from = visible_from(setting, tail, g);
  const std::string gradient = std::isfinite(g.gradient)
                                   ? fmt::format("chi_0/chi_l ~ l^{:.6g}", g.gradient)
                                   : "gradients have no mean";
  return {{"growth_exponents",
           fmt::format("p ~ ({:.6g} l)^{:.6g}, s alike, |e - {:.9g}| ~ l^-{:.6g}, {}", g.rate,
                       1 / (1 - tail.power), g.e_star, g.mu, gradient)},
          {"norm_rate", g.rate},
          {"norm_visible_from", from.norm},
          {"gradient_exponent", g.gradient},
          {"gradient_visible_from", from.gradient},
          {"e_star", g.e_star},
          {"correlation_exponent", g.mu},
          {"correlation_visible_from", from.correlation}};
}

std::vector<Scalar> scalars(const ResidualSetting&, const OtherTail&) {
  return only_words("not known for this activation");
}

}  // namespace

std::vector<Scalar> residual_scalars(const Network& network, const ResidualSetting& setting) {
  if (decays(network)) return decay_scalars(network, setting);
  if (setting.blocks.front().reduced && !setting.phi.odd())
    return only_words("not known for reduced blocks of an activation that is not odd");
  return std::visit([&](const auto& tail) { return scalars(setting, tail); }, tail_of(setting.phi));
}

}  // namespace widefield
