#pragma once
#include <cmath>

#include "host/gaussian/nonlinearity.hpp"
#include "host/gaussian/quadrature.hpp"

// Averages over one pre-activation h ~ N(0, q): <f> = int Dz f(sqrt(q) z).
namespace widefield {

/// sqrt(q), but where phi is a wave and that is some lengths of it, those: its phase is uniform to
/// rounding, independently of h itself.
inline double resolved_scale(const Nonlinearity& phi, double q) {
  constexpr double turns = 40;
  const double growth = phi.analyticity.exponential, scale = std::sqrt(q);
  return growth * scale > turns ? turns / growth : scale;
}

/// <f(jet of phi at h, h)> by quadrature, for f a product of up to four of its arguments' factors;
/// powers of h beyond that cost accuracy only in the tails. At q = 0 the limit from above, which
/// sees both sides of a kink at 0.
template <class Function>
double gaussian_average(const Nonlinearity& phi, double q, Function f) {
  const double beside = phi.beside(0);
  if (q <= 0) return 0.5 * (f(phi.jet(-beside), 0.0) + f(phi.jet(beside), 0.0));
  const double resolved = resolved_scale(phi, q), scale = std::sqrt(q);
  const Rule rule = gaussian_rule(phi, resolved);
  double sum = 0;
  for (std::size_t i = 0; i < rule.node.size(); ++i)
    sum += rule.weight[i] * f(phi.jet(resolved * rule.node[i]), scale * rule.node[i]);
  return sum;
}

// Closed forms where there are any, quadrature elsewhere. Infinite where the average does not
// exist (phi' of sign, phi'' of a kinked activation, alpha_relu with a small power).
double mean_signal(const Nonlinearity& phi, double q);          // <phi>
double square(const Nonlinearity& phi, double q);               // F = <phi^2>
double slope_square(const Nonlinearity& phi, double q);         // X = <phi'^2>
double square_slope(const Nonlinearity& phi, double q);         // dF/dq = <phi'^2 + phi phi''>
double bend_square(const Nonlinearity& phi, double q);          // X_2 = <phi''^2>
double signal_bend(const Nonlinearity& phi, double q);          // <phi phi''>
double response(const Nonlinearity& phi, double q);             // <phi phi' h> = q dF/dq
double fourth(const Nonlinearity& phi, double q);               // m_4 = <phi^4>
double slope_moment(const Nonlinearity& phi, double q, int k);  // mu_k = <phi'^{2k}>

/// <phi^2> = 0 at q = 0, but for the rounding of a shift that is chosen to make it so.
bool vanishes_at_zero(const Nonlinearity& phi);

/// d^2F/dq^2.
double square_bend(const Nonlinearity& phi, double q);

/// An average and its first two derivatives with respect to q.
struct AverageJet {
  double value, first, second;
};

/// <f> and its derivatives by the score of the normal law, <f (z^2 - 1)> / 2q and <f (z^4 - 6 z^2 +
/// 3)> / 4q^2: f depends on h alone and may have kinks. For small q the derivatives lose as many
/// digits as 1/q and 1/q^2 have.
template <class Function>
AverageJet gaussian_average_jet(const Nonlinearity& phi, double q, Function f) {
  const double resolved = resolved_scale(phi, q), scale = std::sqrt(q);
  const Rule rule = gaussian_rule(phi, resolved);
  AverageJet sum{0, 0, 0};
  for (std::size_t i = 0; i < rule.node.size(); ++i) {
    const double z = rule.node[i], x = z * z;
    const double term = rule.weight[i] * f(phi.jet(resolved * z), scale * z);
    sum.value += term;
    sum.first += term * (x - 1) / (2 * q);
    sum.second += term * (x * x - 6 * x + 3) / (4 * q * q);
  }
  return sum;
}

// What linear noise needs beside them; q > 0.
AverageJet mean_signal_jet(const Nonlinearity& phi, double q);
AverageJet slope_square_jet(const Nonlinearity& phi, double q);
AverageJet response_jet(const Nonlinearity& phi, double q);
double signal_slope_square(const Nonlinearity& phi, double q);  // <phi^2 phi'^2>
double response_square(const Nonlinearity& phi, double q);      // <(phi phi' h)^2>

}  // namespace widefield
