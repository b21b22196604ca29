#include "host/gaussian/two_point.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "widefield/elementary.hpp"

namespace widefield {
namespace {

using std::numbers::pi;

/// <max(u,0)^2 max(v,0)^2> and <max(u,0) max(v,0)> [cho2009, eqs. 4-6], theta = arccos c.
struct Rectified {
  double first, second;
};
Rectified rectified(double q_a, double q_b, double c) {
  const double theta = arccosine(c), sine = std::sqrt(std::max(0.0, 1 - c * c));
  return {std::sqrt(q_a * q_b) * (sine + (pi - theta) * c) / (2 * pi),
          q_a * q_b * (3 * sine * c + (pi - theta) * (1 + 2 * c * c)) / (2 * pi)};
}

/// phi = s h + (1 - s) max(h, 0): s = 0 is ReLU, s = 1 linear.
double leaky_product(double s, double q_a, double q_b, double c) {
  const double q_ab = c * std::sqrt(q_a * q_b);
  return s * q_ab + (1 - s) * (1 - s) * rectified(q_a, q_b, c).first;
}

/// phi^2 = s^2 h^2 + (1 - s^2) max(h, 0)^2.
double leaky_square_product(double s, double q_a, double q_b, double c) {
  const double gaussian = q_a * q_b * (1 + 2 * c * c), t = s * s;
  return t * gaussian + (1 - t) * (1 - t) * rectified(q_a, q_b, c).second;
}

/// phi = erf(k h) [williams1997, eq. 11]
double erf_product(double k, double q_a, double q_b, double q_ab) {
  const double twice = 2 * k * k;
  const double sine = twice * q_ab / std::sqrt((1 + twice * q_a) * (1 + twice * q_b));
  return 2 / pi * (pi / 2 - arccosine(sine));
}

/// Sheet A, section 0.
double gelu_product(double q_a, double q_b, double q_ab) {
  const double a = 1 + q_a, b = 1 + q_b, square = q_ab * q_ab;
  const double determinant = a * b - square;
  const double angle = pi / 2 - arccosine(q_ab / std::sqrt(a * b));
  return q_ab * (0.25 + angle / (2 * pi)) +
         (q_a * q_b + square - q_a * square / a - q_b * square / b) /
             (2 * pi * std::sqrt(determinant));
}

/// The integrand of Price's theorem at the angle psi, s = sqrt(q_a q_b) cos psi:
/// (q_ab - s) (exp(-E_+) - exp(-E_-)) / pi, the densities of (u, v) at the kinks (1,1) and (1,-1).
double price_integrand(double q_a, double q_b, double q_ab, double psi) {
  const double s = std::sqrt(q_a * q_b) * widefield::cos(psi), sine = widefield::sin(psi);
  const double twice = 2 * q_a * q_b * sine * sine;
  return (q_ab - s) / pi *
         (widefield::exp(-(q_a + q_b - 2 * s) / twice) -
          widefield::exp(-(q_a + q_b + 2 * s) / twice));
}

/// hard_tanh, q_ab >= 0: q_ab <phi'>_a <phi'>_b + int_0^{q_ab} (q_ab - s) <phi'' phi''>_s ds.
/// Panels shrink towards psi = 0, where kinks at u = v and at sqrt(q_a) != sqrt(q_b) nearly meet.
double hard_tanh_product(const Marginal& a, const Marginal& b, double q_ab) {
  constexpr double smallest = 1e-4;
  const double end = arccosine(std::min(1.0, q_ab / std::sqrt(a.q * b.q)));
  double sum = q_ab * a.average[g2] * b.average[g2];
  for (double high = pi / 2; high > end;) {
    const double low = high > smallest ? std::max(end, 0.5 * high) : end;
    const double half = 0.5 * (high - low);
    for (int i = 0; i < legendre_points; ++i)
      sum += half * legendre_rule().weight[i] *
             price_integrand(a.q, b.q, q_ab, low + half * (1 + legendre_rule().node[i]));
    high = low;
  }
  return sum;
}

double correlation(const Marginal& a, const Marginal& b, double q_ab) {
  return std::clamp(q_ab / std::sqrt(a.q * b.q), -1.0, 1.0);
}

/// The slope at negative arguments of a piecewise linear activation with its kink at 0, or NaN.
double negative_slope(const Network& network) {
  if (network.activation == "linear") return 1;
  if (network.activation == "relu") return 0;
  return network.activation == "leaky_relu" ? network.activation_slope : std::nan("");
}

}  // namespace

// Three halvings of the angle bring the argument below 0.11, where ten terms are exact.
double arctangent(double x) {
  double y = std::abs(x), factor = 1;
  if (y > 1) return std::copysign(pi / 2 - arctangent(1 / y), x);
  for (int halving = 0; halving < 3; ++halving, factor *= 2)
    y /= 1 + std::sqrt(1 + y * y);
  double series = 0;
  for (int k = 10; k >= 0; --k)
    series = 1.0 / (2 * k + 1) - y * y * series;
  return std::copysign(factor * y * series, x);
}

double arccosine(double x) {
  if (x >= 1) return 0;
  if (x <= -1) return pi;
  return 2 * arctangent(std::sqrt((1 - x) / (1 + x)));
}

double mean_product(const Network& network, const Marginal& a, const Marginal& b, double q_ab) {
  const std::string& name = network.activation;
  const double c = correlation(a, b, q_ab), slope = negative_slope(network);
  if (!std::isnan(slope)) return leaky_product(slope, a.q, b.q, c);
  if (name == "sign") return 1 - 2 / pi * arccosine(c);
  if (name == "erf") return erf_product(1, a.q, b.q, q_ab);
  if (name == "erf_unit") return erf_product(std::sqrt(pi) / 2, a.q, b.q, q_ab);
  if (name == "gelu") return gelu_product(a.q, b.q, q_ab);
  if (name == "hard_tanh") return std::copysign(hard_tanh_product(a, b, std::abs(q_ab)), q_ab);
  return mehler(a.hermite, b.hermite, a.average[f2], b.average[f2], c);
}

double mean_square_product(const Network& network, const Marginal& a, const Marginal& b,
                           double q_ab) {
  const double c = correlation(a, b, q_ab), slope = negative_slope(network);
  if (!std::isnan(slope)) return leaky_square_product(slope, a.q, b.q, c);
  if (network.activation == "sign") return 1;
  return mehler(a.hermite_square, b.hermite_square, a.average[f4], b.average[f4], c);
}

}  // namespace widefield
