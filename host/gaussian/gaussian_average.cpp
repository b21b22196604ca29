#include "host/gaussian/gaussian_average.hpp"

#include <limits>
#include <numbers>

#include "host/gaussian/closed_form.hpp"
#include "host/gaussian/homogeneous.hpp"

namespace widefield {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

// <f(h)> of a homogeneous f at variance q.
double scaled(const Homogeneous& f, double q) {
  return average(f) * (f.power == 0 ? 1 : std::pow(q, 0.5 * f.power));
}

// A kink of phi that h meets is a point mass of phi'': <phi''^2> does not exist.
bool meets_corner(const Nonlinearity& phi, double q) {
  for (const Kink& kink : phi.kinks)
    if (kink.jump != 0 && (q > 0 || kink.at == 0)) return true;
  return phi.jumps();
}

double density(double h, double q) {
  return std::exp(-0.5 * h * h / q) / std::sqrt(2 * std::numbers::pi * q);
}

// What the point masses of phi'' add to <phi'' g>.
template <class Function>
double at_kinks(const Nonlinearity& phi, double q, Function g) {
  double sum = 0;
  for (const Kink& kink : phi.kinks)
    if (kink.jump != 0 && q > 0)
      sum += kink.jump * density(kink.at, q) * g(phi.jet(kink.at), kink.at);
  return sum;
}

// What the point masses of phi' add to <phi phi' h>: half the jumps of phi^2.
double at_steps(const Nonlinearity& phi, double q) {
  double sum = 0;
  for (const Kink& kink : phi.kinks) {
    if (kink.step == 0 || q <= 0) continue;
    const double beside = phi.beside(kink.at);
    const double above = phi.jet(kink.at + beside).value, below = phi.jet(kink.at - beside).value;
    sum += 0.5 * (above + below) * (above - below) * kink.at * density(kink.at, q);
  }
  return sum;
}

}  // namespace

double mean_signal(const Nonlinearity& phi, double q) {
  if (phi.odd()) return 0;
  if (phi.homogeneous) return scaled(*phi.homogeneous, q);
  if (const auto closed = closed_forms(phi).mean_signal; closed && q > 0) return closed(q);
  return gaussian_average(phi, q, [](const SignalJet& jet, double) { return jet.value; });
}

double square(const Nonlinearity& phi, double q) {
  if (phi.homogeneous) return scaled(powered(*phi.homogeneous, 2), q);
  if (const auto closed = closed_forms(phi).square; closed && q > 0) return closed(q);
  return gaussian_average(phi, q,
                          [](const SignalJet& jet, double) { return jet.value * jet.value; });
}

bool vanishes_at_zero(const Nonlinearity& phi) {
  constexpr double rounding = 8 * std::numeric_limits<double>::epsilon();
  const Scaling& around = phi.activation.scaling;
  const double shifts = std::abs(around.input_shift) + std::abs(around.output_shift);
  return square(phi, 0) <= std::pow(rounding * around.output_scale * shifts, 2);
}

double slope_square(const Nonlinearity& phi, double q) {
  return slope_moment(phi, q, 1);
}

double slope_moment(const Nonlinearity& phi, double q, int k) {
  if (phi.jumps()) return infinite;
  if (phi.homogeneous) return scaled(powered(differentiated(*phi.homogeneous), 2 * k), q);
  if (const auto closed = closed_forms(phi).slope_moment; closed && q > 0) return closed(q, k);
  if (const auto closed = closed_forms(phi).slope_square; closed && q > 0 && k == 1)
    return closed(q);
  if (!phi.integrable(2 * k * (phi.root - 1))) return infinite;
  return gaussian_average(
      phi, q, [k](const SignalJet& jet, double) { return std::pow(jet.first * jet.first, k); });
}

double square_slope(const Nonlinearity& phi, double q) {
  if (phi.homogeneous) return phi.homogeneous->power * square(phi, q) / q;
  if (const auto closed = closed_forms(phi).square_slope; closed && q > 0) return closed(q);
  if (q <= 0) return slope_square(phi, 0) + signal_bend(phi, 0);
  return response(phi, q) / q;
}

double response(const Nonlinearity& phi, double q) {
  if (phi.homogeneous) return phi.homogeneous->power * square(phi, q);
  if (const auto closed = closed_forms(phi).square_slope; closed && q > 0) return q * closed(q);
  const auto response = [](const SignalJet& jet, double h) { return jet.value * jet.first * h; };
  return gaussian_average(phi, q, response) + at_steps(phi, q);
}

double signal_bend(const Nonlinearity& phi, double q) {
  if (phi.homogeneous) return square_slope(phi, q) - slope_square(phi, q);
  if (const auto closed = closed_forms(phi).signal_bend; closed && q > 0) return closed(q);
  if (phi.jumps()) return -infinite;
  const auto value = [](const SignalJet& jet, double) { return jet.value; };
  return gaussian_average(phi, q,
                          [](const SignalJet& jet, double) { return jet.value * jet.second; }) +
         at_kinks(phi, q, value);
}

double bend_square(const Nonlinearity& phi, double q) {
  if (meets_corner(phi, q)) return infinite;
  if (phi.homogeneous)
    return scaled(powered(differentiated(differentiated(*phi.homogeneous)), 2), q);
  if (const auto closed = closed_forms(phi).bend_square; closed && q > 0) return closed(q);
  if (!phi.integrable(2 * (phi.root - 2))) return infinite;
  return gaussian_average(phi, q,
                          [](const SignalJet& jet, double) { return jet.second * jet.second; });
}

double fourth(const Nonlinearity& phi, double q) {
  if (phi.homogeneous) return scaled(powered(*phi.homogeneous, 4), q);
  if (const auto closed = closed_forms(phi).fourth; closed && q > 0) return closed(q);
  return gaussian_average(phi, q,
                          [](const SignalJet& jet, double) { return std::pow(jet.value, 4); });
}

// From q dF/dq = <phi phi' h>: q (q dF/dq)' = <(phi'^2 + phi phi'') h^2 + phi phi' h> / 2.
double square_bend(const Nonlinearity& phi, double q) {
  if (phi.homogeneous) {
    const double p = phi.homogeneous->power;
    return p == 0 || p == 1 ? 0 : p * (p - 1) * square(phi, q) / (q * q);
  }
  const auto body = [](const SignalJet& jet, double h) {
    return (jet.first * jet.first + jet.value * jet.second) * h * h - jet.value * jet.first * h;
  };
  const auto mass = [](const SignalJet& jet, double h) { return jet.value * h * h; };
  return (gaussian_average(phi, q, body) + at_kinks(phi, q, mass)) / (2 * q * q);
}

namespace {

// value ~ q^exponent.
AverageJet power_law_jet(double value, double exponent, double q) {
  return {value, exponent * value / q, exponent * (exponent - 1) * value / (q * q)};
}

}  // namespace

AverageJet mean_signal_jet(const Nonlinearity& phi, double q) {
  if (phi.odd()) return {0, 0, 0};
  if (phi.homogeneous) return power_law_jet(mean_signal(phi, q), 0.5 * phi.homogeneous->power, q);
  return gaussian_average_jet(phi, q, [](const SignalJet& jet, double) { return jet.value; });
}

AverageJet slope_square_jet(const Nonlinearity& phi, double q) {
  if (phi.homogeneous) return power_law_jet(slope_square(phi, q), phi.homogeneous->power - 1, q);
  return gaussian_average_jet(phi, q,
                              [](const SignalJet& jet, double) { return jet.first * jet.first; });
}

AverageJet response_jet(const Nonlinearity& phi, double q) {
  if (phi.homogeneous) return power_law_jet(response(phi, q), phi.homogeneous->power, q);
  return gaussian_average_jet(
      phi, q, [](const SignalJet& jet, double h) { return jet.value * jet.first * h; });
}

double signal_slope_square(const Nonlinearity& phi, double q) {
  if (phi.jumps()) return infinite;
  if (phi.homogeneous) {
    const double p = phi.homogeneous->power;
    const Homogeneous fourth_power = powered(*phi.homogeneous, 4);
    return p * p * scaled({4 * p - 2, fourth_power.positive, fourth_power.negative}, q);
  }
  return gaussian_average(
      phi, q, [](const SignalJet& jet, double) { return std::pow(jet.value * jet.first, 2); });
}

double response_square(const Nonlinearity& phi, double q) {
  if (phi.homogeneous) return std::pow(phi.homogeneous->power, 2) * fourth(phi, q);
  return gaussian_average(phi, q, [](const SignalJet& jet, double h) {
    return std::pow(jet.value * jet.first * h, 2);
  });
}

}  // namespace widefield
