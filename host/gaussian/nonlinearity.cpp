#include "host/gaussian/nonlinearity.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "widefield/activation.hpp"
#include "widefield/activation/of_network.hpp"

namespace widefield {
namespace {

using std::numbers::pi;
constexpr double infinite = std::numeric_limits<double>::infinity();

Nonlinearity smooth(const Activation& phi, const Analyticity& analyticity) {
  return {phi, {}, {}, analyticity};
}

Kink kink_at(const Activation& phi, double at) {
  const double right = jet(phi, std::nextafter(at, infinite)).first;
  return {at, right - jet(phi, std::nextafter(at, -infinite)).first};
}

bool is_fraction(double x) {
  return x != std::floor(x);
}

Nonlinearity power_law(const Activation& phi, const Homogeneous& law) {
  const double jump = law.power == 1 ? law.positive + law.negative : 0;
  const double step = law.power == 0 ? law.positive - law.negative : 0;
  Nonlinearity result{phi, {{0, jump, step}}, law, {}};
  result.root = is_fraction(law.power) ? law.power : 0;
  return result;
}

Nonlinearity described(const Activation& phi) {
  switch (phi.kind) {
    case ActivationKind::tanh:
      return smooth(phi, {pi / 2, 0, 0});
    case ActivationKind::erf:
      return smooth(phi, {infinite, 1, 0});
    case ActivationKind::erf_unit:
      return smooth(phi, {infinite, pi / 4, 0});
    case ActivationKind::sin:
      return smooth(phi, {infinite, 0, 1});
    case ActivationKind::gelu:
      return smooth(phi, {infinite, 0.5, 0});
    case ActivationKind::sigmoid:
    case ActivationKind::silu:
    case ActivationKind::softplus:
      return smooth(phi, {pi, 0, 0});  // 1 + e^h = 0
    case ActivationKind::mish:
      return smooth(phi, {3 * pi / 4, 0, 0});  // (1 + e^h)^2 = -1: h = ln 2 / 2 +- 3 i pi / 4
    case ActivationKind::hard_tanh:
      return {phi, {kink_at(phi, -1), kink_at(phi, 1)}, {}, {}};
    case ActivationKind::elu:
    case ActivationKind::selu:
      return {phi, {kink_at(phi, 0)}, {}, {}};
    case ActivationKind::linear:
      return power_law(phi, {1, 1, -1});
    case ActivationKind::relu:
      return power_law(phi, {1, 1, 0});
    case ActivationKind::leaky_relu:
      return power_law(phi, {1, 1, -phi.slope});
    case ActivationKind::sign:
      return power_law(phi, {0, 1, -1});
    case ActivationKind::alpha_relu:
      return power_law(phi, {phi.power, 1, 0});
  }
  return {};
}

// phi(alpha h) gamma; a negative alpha makes one side of the other.
Homogeneous scaled(const Homogeneous& f, const Scaling& around) {
  const double gain = around.output_scale * std::pow(std::abs(around.input_scale), f.power);
  const bool turned = around.input_scale < 0;
  return {f.power, gain * (turned ? f.negative : f.positive),
          gain * (turned ? f.positive : f.negative)};
}

// A line through no kink is smooth.
void shift_power_law(Nonlinearity& phi) {
  const bool line = phi.homogeneous->power == 1 && phi.kinks.front().jump == 0;
  if (line) phi.kinks.clear(), phi.analyticity = {infinite, 0, 0};
  phi.homogeneous.reset();
}

// What stands around phi moves and stretches its features.
Nonlinearity scaled(Nonlinearity phi, const Scaling& around) {
  const double alpha = around.input_scale, size = std::abs(alpha), gamma = around.output_scale;
  phi.activation = widefield::scaled(phi.activation, around);
  for (Kink& kink : phi.kinks)
    kink = {(kink.at - around.input_shift) / alpha, gamma * size * kink.jump,
            (alpha > 0 ? gamma : -gamma) * kink.step};
  const Analyticity& plain = phi.analyticity;
  phi.analyticity = {plain.pole_distance / size, plain.gaussian * size * size,
                     plain.exponential * size};
  phi.centre = (0 - around.input_shift) / alpha;
  phi.steepness = size;
  if (!phi.homogeneous) return phi;
  phi.homogeneous = scaled(*phi.homogeneous, around);
  if (!phi.shifted()) return phi;
  shift_power_law(phi);
  return phi;
}

}  // namespace

SignalJet Nonlinearity::jet(double h) const {
  return widefield::jet(activation, h);
}

double Nonlinearity::difference(double h, double d) const {
  return widefield::difference(activation, h, d);
}

double Nonlinearity::beside(double h) const {
  constexpr double beside_zero = 1e-300, rounding = 2 * std::numeric_limits<double>::epsilon();
  return h == 0 && centre == 0 ? beside_zero : rounding * (std::abs(h) + std::abs(centre));
}

double Nonlinearity::finest() const {
  constexpr double depth_of_root = 1e8;
  return root > 0 ? depth_of_root * steepness : steepness;
}

double Nonlinearity::bent_until() const {
  constexpr double far = 40;  // exp(-40) is below every rounding
  const bool power = homogeneous || activation.kind == ActivationKind::alpha_relu;
  return power ? infinite : far / steepness;
}

bool Nonlinearity::jumps() const {
  return std::any_of(kinks.begin(), kinks.end(), [](const Kink& kink) { return kink.step != 0; });
}

bool Nonlinearity::odd() const {
  return !shifted() && jet(-1).value == -jet(1).value && jet(0).value == 0;
}

bool Nonlinearity::shifted() const {
  return activation.scaling.input_shift != 0 || activation.scaling.output_shift != 0;
}

Nonlinearity nonlinearity(const Activation& phi) {
  const Nonlinearity plain = described(scaled(phi, Scaling{}));
  return phi.plain ? plain : scaled(plain, phi.scaling);
}

Nonlinearity nonlinearity(const std::string& name, double slope, double power) {
  return nonlinearity(activation(name, slope, power));
}

Nonlinearity nonlinearity(const Network& network) {
  return nonlinearity(activation(network));
}

Nonlinearity without_shifts(const Nonlinearity& phi) {
  Scaling around = phi.activation.scaling;
  around.input_shift = around.output_shift = 0;
  return nonlinearity(scaled(phi.activation, around));
}

}  // namespace widefield
