#include "host/gaussian/nonlinearity.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include "widefield/activation.hpp"
#include "widefield/activation/catalog.hpp"

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

Nonlinearity power_law(const Activation& phi, const Homogeneous& law) {
  const double jump = law.power == 1 ? law.positive + law.negative : 0;
  return {phi, {{0, jump}}, law, {}};
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

}  // namespace

SignalJet Nonlinearity::jet(double h) const {
  return widefield::jet(activation, h);
}

double Nonlinearity::difference(double h, double d) const {
  return widefield::difference(activation, h, d);
}

bool Nonlinearity::odd() const {
  return jet(-1).value == -jet(1).value && jet(0).value == 0;
}

Nonlinearity nonlinearity(const std::string& name, double slope, double power) {
  return described(activation(name, slope, power));
}

Nonlinearity nonlinearity(const Network& network) {
  return nonlinearity(network.activation, network.activation_slope, network.activation_power);
}

}  // namespace widefield
