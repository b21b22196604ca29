#include "host/theory/nonlinearity.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include "widefield/error.hpp"

namespace widefield {
namespace {

using std::numbers::inv_sqrtpi;
using std::numbers::pi;

constexpr double infinite = std::numeric_limits<double>::infinity();
// [klambauer2017]: the fixed point of mean 0 and variance 1.
constexpr double selu_scale = 1.0507009873554804934193349852946;
constexpr double selu_alpha = 1.6732632423543772848170429916717;

SignalJet tanh_jet(double h, const Nonlinearity&) {
  const double t = std::tanh(h), e = std::exp(-2 * std::abs(h));
  const double d = 4 * e / ((1 + e) * (1 + e));
  return {t, d, -2 * t * d};
}

SignalJet scaled_erf(double h, double k) {
  const double d = 2 * inv_sqrtpi * k * std::exp(-k * k * h * h);
  return {std::erf(k * h), d, -2 * k * k * h * d};
}
SignalJet erf_jet(double h, const Nonlinearity&) {
  return scaled_erf(h, 1);
}
SignalJet erf_unit_jet(double h, const Nonlinearity&) {
  return scaled_erf(h, std::sqrt(pi) / 2);
}

SignalJet sin_jet(double h, const Nonlinearity&) {
  return {std::sin(h), std::cos(h), -std::sin(h)};
}

SignalJet sigmoid_jet(double h, const Nonlinearity&) {
  const double e = std::exp(-std::abs(h)), up = 1 / (1 + e), down = e / (1 + e);
  const double s = h >= 0 ? up : down, rest = h >= 0 ? down : up;
  return {s, s * rest, s * rest * (rest - s)};
}

SignalJet hard_tanh_jet(double h, const Nonlinearity&) {
  if (std::abs(h) > 1) return {std::copysign(1.0, h), 0, 0};
  return {h, 1, 0};
}

SignalJet gelu_jet(double h, const Nonlinearity&) {
  const double below = 0.5 * std::erfc(-h / std::numbers::sqrt2);
  const double density = std::exp(-0.5 * h * h) / std::sqrt(2 * pi);
  return {h * below, below + h * density, (2 - h * h) * density};
}

SignalJet silu_jet(double h, const Nonlinearity& self) {
  const SignalJet s = sigmoid_jet(h, self);
  return {h * s.value, s.value + h * s.first, 2 * s.first + h * s.second};
}

SignalJet softplus_jet(double h, const Nonlinearity& self) {
  const SignalJet s = sigmoid_jet(h, self);
  return {std::fmax(h, 0.0) + std::log1p(std::exp(-std::abs(h))), s.value, s.first};
}

// t = tanh(softplus h), t' = (1 - t^2) s, with s the logistic function.
SignalJet mish_jet(double h, const Nonlinearity& self) {
  const SignalJet plus = softplus_jet(h, self);
  const double t = std::tanh(plus.value), c = 1 / std::cosh(plus.value), g = c * c, s = plus.first;
  const double first = g * s, second = g * (plus.second - 2 * t * s * s);
  return {h * t, t + h * first, 2 * first + h * second};
}

SignalJet exponential_unit(double h, double scale, double alpha) {
  if (h > 0) return {scale * h, scale, 0};
  const double e = scale * alpha * std::exp(h);
  return {scale * alpha * std::expm1(h), e, e};
}
SignalJet elu_jet(double h, const Nonlinearity&) {
  return exponential_unit(h, 1, 1);
}
SignalJet selu_jet(double h, const Nonlinearity&) {
  return exponential_unit(h, selu_scale, selu_alpha);
}

SignalJet homogeneous_jet(double h, const Nonlinearity& self) {
  const auto [p, positive, negative] = *self.homogeneous;
  const double size = std::abs(h), side = h < 0 ? -1 : 1, gain = h < 0 ? negative : positive;
  if (p == 0) return {h == 0 ? 0 : gain, 0, 0};
  if (p == 1) return {gain * size, side * gain, 0};
  if (gain == 0) return {0, 0, 0};
  return {gain * std::pow(size, p), side * gain * p * std::pow(size, p - 1),
          gain * p * (p - 1) * std::pow(size, p - 2)};
}

Nonlinearity smooth(std::string name, SignalJet (*jet)(double, const Nonlinearity&),
                    Analyticity analyticity) {
  Nonlinearity made;
  made.name = std::move(name);
  made.evaluate = jet;
  made.analyticity = analyticity;
  return made;
}

Nonlinearity kinked(std::string name, SignalJet (*jet)(double, const Nonlinearity&),
                    std::vector<Kink> kinks) {
  Nonlinearity made;
  made.name = std::move(name);
  made.evaluate = jet;
  made.kinks = std::move(kinks);
  return made;
}

Nonlinearity power_law(std::string name, Homogeneous law) {
  Nonlinearity made;
  made.name = std::move(name);
  made.evaluate = homogeneous_jet;
  made.homogeneous = law;
  made.kinks = {{0, law.power == 1 ? law.positive + law.negative : 0}};
  return made;
}

// Poles: tanh at i pi/2; logistic functions at i pi; mish where (1 + e^h)^2 = -1, h = ln 2 / 2 +-
// 3 i pi / 4.
std::vector<Nonlinearity> table(double slope, double power) {
  return {
      power_law("linear", {1, 1, -1}),
      smooth("tanh", tanh_jet, {pi / 2, 0, 0}),
      smooth("erf", erf_jet, {infinite, 1, 0}),
      smooth("erf_unit", erf_unit_jet, {infinite, pi / 4, 0}),
      smooth("sin", sin_jet, {infinite, 0, 1}),
      smooth("sigmoid", sigmoid_jet, {pi, 0, 0}),
      power_law("relu", {1, 1, 0}),
      power_law("leaky_relu", {1, 1, -slope}),
      kinked("hard_tanh", hard_tanh_jet, {{-1, 1}, {1, -1}}),
      smooth("gelu", gelu_jet, {infinite, 0.5, 0}),
      smooth("silu", silu_jet, {pi, 0, 0}),
      smooth("softplus", softplus_jet, {pi, 0, 0}),
      kinked("elu", elu_jet, {{0, 0}}),
      kinked("selu", selu_jet, {{0, selu_scale * (1 - selu_alpha)}}),
      smooth("mish", mish_jet, {3 * pi / 4, 0, 0}),
      power_law("sign", {0, 1, -1}),
      power_law("alpha_relu", {power, 1, 0}),
  };
}

}  // namespace

std::vector<std::string> nonlinearity_names() {
  std::vector<std::string> names;
  for (const Nonlinearity& entry : table(0, 1))
    names.push_back(entry.name);
  return names;
}

Nonlinearity nonlinearity(const std::string& name, double slope, double power) {
  for (Nonlinearity& entry : table(slope, power))
    if (entry.name == name) return entry;
  std::string known;
  for (const std::string& each : nonlinearity_names())
    known += (known.empty() ? "" : ", ") + each;
  throw InputError("", "network.activation", "unknown activation \"" + name + "\"", "",
                   "use one of: " + known);
}

Nonlinearity nonlinearity(const Network& network) {
  return nonlinearity(network.activation, network.activation_slope, network.activation_power);
}

}  // namespace widefield
