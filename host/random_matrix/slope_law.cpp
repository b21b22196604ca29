#include "host/random_matrix/slope_law.hpp"

#include <algorithm>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <limits>
#include <numbers>

#include "widefield/activation.hpp"
#include "widefield/activation/catalog.hpp"
#include "widefield/error.hpp"

namespace widefield {
namespace {

constexpr double vanishing = 1e-280;  // a length that stands for 0, approached from above

double slope(const Activation& phi, double h) {
  return jet(phi, h).first;
}

// What follows is said of u = alpha h + beta, of mean beta and variance alpha^2 q; `of_fields`
// makes it a law of h.

struct Inside {
  double mean, variance;
};

/// P(a < u < b).
double mass_between(double a, double b, const Inside& u) {
  const double scale = 1 / std::sqrt(2 * u.variance);
  return 0.5 * (std::erf((b - u.mean) * scale) - std::erf((a - u.mean) * scale));
}

/// Two-valued slopes: 1 where inside, `outside` elsewhere.
SlopeLaw two_valued(const Inside& u, double from, double to, double outside) {
  SlopeLaw law;
  law.largest = std::max(1.0, outside * outside);
  law.square = [=](double h) { return h > from && h < to ? 1.0 : outside * outside; };
  law.deficit = [square = law.square, largest = law.largest](double h) {
    return largest - square(h);
  };
  for (const double kink : {from, to})
    if (std::isfinite(kink)) law.breakpoints.push_back(kink);
  const double inside = mass_between(from, to, u);
  law.mass_at_largest = std::abs(outside) <= 1 ? inside : 1 - inside;
  law.mass_at_zero = outside == 0 ? 1 - inside : 0;
  return law;
}

/// Slopes with their maximum at 0.
SlopeLaw smooth(double largest, std::function<double(double)> square,
                std::function<double(double)> deficit) {
  return {1, largest, std::move(square), std::move(deficit), {0}, 0, 0};
}

SlopeLaw scaled_erf(double k) {
  const double largest = 4 * k * k / std::numbers::pi;
  return smooth(
      largest, [=](double h) { return largest * std::exp(-2 * k * k * h * h); },
      [=](double h) { return -largest * std::expm1(-2 * k * k * h * h); });
}

/// phi' = scale sech^2(steepness h).
SlopeLaw squared_secant(double scale, double steepness) {
  const double largest = scale * scale;
  return smooth(
      largest, [=](double h) { return largest / std::pow(std::cosh(steepness * h), 4); },
      [=](double h) {
        const double tanh = std::tanh(steepness * h);
        return largest * tanh * tanh * (2 - tanh * tanh);  // 1 - sech^4
      });
}

/// phi' = 1 / (1 + e^-h).
SlopeLaw logistic() {
  return smooth(
      1, [](double h) { return 1 / std::pow(1 + std::exp(-h), 2); },
      [](double h) {
        const double rest = 1 / (1 + std::exp(h));  // 1 - phi'
        return rest * (2 - rest);
      });
}

SlopeLaw cosine(const Inside& u) {
  SlopeLaw law = smooth(
      1, [](double h) { return std::cos(h) * std::cos(h); },
      [](double h) { return std::sin(h) * std::sin(h); });
  law.breakpoints.clear();
  const double end = std::abs(u.mean) + slope_reach * std::sqrt(u.variance);
  const int last = int(end / std::numbers::pi);
  for (int k = -last; k <= last; ++k)
    law.breakpoints.push_back(k * std::numbers::pi);
  return law;
}

/// Slopes with one maximum above 0, found as a root of phi''.
SlopeLaw interior_maximum(const Activation& phi) {
  using boost::math::tools::eps_tolerance;
  std::uintmax_t steps = 200;
  const auto bracket = boost::math::tools::toms748_solve(
      [&](double h) { return jet(phi, h).second; }, 0.5, 5.0, eps_tolerance<double>(52), steps);
  const double top = 0.5 * (bracket.first + bracket.second);
  const double largest = slope(phi, top) * slope(phi, top);
  auto square = [phi](double h) { return slope(phi, h) * slope(phi, h); };
  auto deficit = [square, largest](double h) { return std::max(0.0, largest - square(h)); };
  return {1, largest, square, deficit, {0, top}, 0, 0, 1e-10, -18};
}

/// elu, selu: constant above 0, an exponential below.
SlopeLaw exponential_branch(const Inside& u, const Activation& phi) {
  const double above = std::pow(slope(phi, 1.0), 2);
  const double below = std::pow(slope(phi, -1e-300), 2);
  const double right = mass_between(0, std::numeric_limits<double>::infinity(), u);
  SlopeLaw law{1, std::max(above, below), nullptr, nullptr, {0}, above >= below ? right : 0, 0};
  law.square = [=](double h) { return h > 0 ? above : below * std::exp(2 * h); };
  law.deficit = [=, largest = law.largest](double h) {
    return h > 0 ? largest - above : (largest - below) - below * std::expm1(2 * h);
  };
  return law;
}

/// t = p^2 u^(2p - 2) above 0 and 0 below: bounded where p = 1 only.
SlopeLaw power(const Inside& u, double p) {
  if (p == 1) return two_valued(u, 0, std::numeric_limits<double>::infinity(), 0);
  SlopeLaw law;
  law.largest = std::numeric_limits<double>::infinity();
  law.square = [=](double h) { return h > 0 ? p * p * std::pow(h, 2 * p - 2) : 0; };
  law.deficit = [largest = law.largest](double) { return largest; };
  law.breakpoints = {0};
  law.mass_at_zero = mass_between(-std::numeric_limits<double>::infinity(), 0, u);
  return law;
}

SlopeLaw plain_law(const Activation& phi, const Inside& u) {
  const double infinity = std::numeric_limits<double>::infinity();
  switch (phi.kind) {
    case ActivationKind::linear:
      return two_valued(u, -infinity, infinity, 0);
    case ActivationKind::relu:
      return two_valued(u, 0, infinity, 0);
    case ActivationKind::leaky_relu:
      return two_valued(u, 0, infinity, phi.slope);
    case ActivationKind::hard_tanh:
      return two_valued(u, -1, 1, 0);
    case ActivationKind::erf:
      return scaled_erf(1);
    case ActivationKind::erf_unit:
      return scaled_erf(std::sqrt(std::numbers::pi) / 2);
    case ActivationKind::tanh:
      return squared_secant(1, 1);
    case ActivationKind::sigmoid:
      return squared_secant(0.25, 0.5);
    case ActivationKind::sin:
      return cosine(u);
    case ActivationKind::softplus:
      return logistic();
    case ActivationKind::gelu:
    case ActivationKind::silu:
    case ActivationKind::mish:
      return interior_maximum(phi);
    case ActivationKind::elu:
    case ActivationKind::selu:
      return exponential_branch(u, phi);
    case ActivationKind::alpha_relu:
      return power(u, phi.power);
    case ActivationKind::sign:
      break;
  }
  throw InputError("", "network.activation", "'" + info(phi).name + "' has no slope",
                   "it jumps, and is constant elsewhere", "choose another activation");
}

/// The law of what stands inside as a law of h.
SlopeLaw of_fields(SlopeLaw law, const Scaling& around, double q) {
  law.q = q;
  const double alpha = around.input_scale, beta = around.input_shift;
  if (alpha == 1 && beta == 0) return law;
  const auto inside = [=](std::function<double(double)> f) {
    return [=](double h) { return f(alpha * h + beta); };
  };
  law.square = inside(law.square);
  law.deficit = inside(law.deficit);
  for (double& point : law.breakpoints)
    point = (point - beta) / alpha;
  std::sort(law.breakpoints.begin(), law.breakpoints.end());
  return law;
}

}  // namespace

Activation activation_of(const JacobianEnsemble& ensemble) {
  return activation(ensemble.activation, ensemble.activation_slope, ensemble.activation_power);
}

double weight_gain(const JacobianEnsemble& ensemble) {
  const double gain = ensemble.scaling.output_scale * ensemble.scaling.input_scale;
  return ensemble.weight_variance * gain * gain;
}

SlopeLaw slope_law(const JacobianEnsemble& ensemble) {
  const double alpha = ensemble.scaling.input_scale, q = std::max(ensemble.q, vanishing);
  const Inside u{ensemble.scaling.input_shift, alpha * alpha * q};
  return of_fields(plain_law(activation_of(ensemble), u), ensemble.scaling, q);
}

SlopeLaw bounded_slope_law(const JacobianEnsemble& ensemble) {
  SlopeLaw law = slope_law(ensemble);
  if (std::isfinite(law.largest)) return law;
  throw InputError("", "network.activation",
                   "the Jacobian spectrum of '" + ensemble.activation + "' is not known",
                   "its slope is unbounded", "choose an activation with a bounded slope");
}

}  // namespace widefield
