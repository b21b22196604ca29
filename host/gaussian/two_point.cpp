#include "host/gaussian/two_point.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "host/gaussian/portable_rule.hpp"
#include "widefield/activation/of_network.hpp"
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

double angle_of(double q_a, double q_b, double q_ab) {
  return arccosine(std::min(1.0, q_ab / std::sqrt(q_a * q_b)));
}

/// `sum` and the integral of f(psi) from `end` to pi/2. Panels shrink towards psi = 0, where kinks
/// at u = v and at sqrt(q_a) != sqrt(q_b) nearly meet.
template <class Function>
double add_integral(double sum, double end, Function f) {
  constexpr double smallest = 1e-4;
  for (double high = pi / 2; high > end;) {
    const double low = high > smallest ? std::max(end, 0.5 * high) : end;
    const double half = 0.5 * (high - low);
    for (int i = 0; i < legendre_points; ++i)
      sum += half * legendre_rule().weight[i] * f(low + half * (1 + legendre_rule().node[i]));
    high = low;
  }
  return sum;
}

/// hard_tanh, q_ab >= 0: q_ab <phi'>_a <phi'>_b + int_0^{q_ab} (q_ab - s) <phi'' phi''>_s ds.
double hard_tanh_product(double q_a, double q_b, double q_ab, double slopes) {
  return add_integral(slopes, angle_of(q_a, q_b, q_ab),
                      [&](double psi) { return price_integrand(q_a, q_b, q_ab, psi); });
}

/// The same for kinks and steps anywhere. The integrand is sum_ij [S_i S_j + (q_ab - s) J_i J_j]
/// times the density of (u, v) at kinks i and j, times ds: s = sqrt(q_a q_b) cos psi. Where q_ab is
/// negative, -v takes the place of v, which turns the kinks and the sign of a step.
struct Price {
  const Nonlinearity& phi;
  double q_a, q_b, q_ab;  // q_ab >= 0
  double turned;          // 1 or -1

  double operator()(double psi) const {
    const double cosine = widefield::cos(psi), sine = widefield::sin(psi);
    const double root = std::sqrt(q_a * q_b), ahead = q_ab - root * cosine;
    double sum = 0;
    for (const Kink& i : phi.kinks)
      for (const Kink& j : phi.kinks) {
        const double u = i.at, v = turned * j.at;
        const double exponent = (u * u / q_a - 2 * cosine * u * v / root + v * v / q_b) / 2;
        sum += (turned * i.step * j.step + ahead * i.jump * j.jump) *
               widefield::exp(-exponent / (sine * sine));
      }
    return sum / (2 * pi);
  }
};

double piecewise_product(const Nonlinearity& phi, const Marginal& a, const Marginal& b,
                         double q_ab) {
  const double apart = a.average[f1] * b.average[f1] + q_ab * a.average[g1] * b.average[g1];
  const Price price{phi, a.q, b.q, std::abs(q_ab), q_ab < 0 ? -1.0 : 1.0};
  return add_integral(apart, angle_of(a.q, b.q, price.q_ab), price);
}

double correlation(const Marginal& a, const Marginal& b, double q_ab) {
  return std::clamp(q_ab / std::sqrt(a.q * b.q), -1.0, 1.0);
}

bool is_shifted(const Activation& phi) {
  return phi.scaling.input_shift != 0 || phi.scaling.output_shift != 0;
}

/// The slope at negative arguments of a piecewise linear activation with its kink at 0, or NaN.
double negative_slope(const Activation& phi) {
  if (phi.kind == ActivationKind::linear) return 1;
  if (phi.kind == ActivationKind::relu) return 0;
  return phi.kind == ActivationKind::leaky_relu ? phi.slope : std::nan("");
}

/// What is made of pieces of lines.
bool is_piecewise(const Activation& phi) {
  return !std::isnan(negative_slope(phi)) || phi.kind == ActivationKind::hard_tanh ||
         phi.kind == ActivationKind::sign;
}

double series(const Marginal& a, const Marginal& b, double q_ab) {
  return mehler(a.hermite, b.hermite, a.average[f2], b.average[f2], correlation(a, b, q_ab));
}

/// gamma (phi(alpha h)) has gamma^2 times the average of phi at alpha^2 times the covariances,
/// whatever the sign of alpha.
double scaled_product(const Activation& phi, const Marginal& a, const Marginal& b, double q_ab) {
  const double alpha = phi.scaling.input_scale, gain = phi.scaling.output_scale;
  const double stretch = alpha * alpha, square = gain * gain;
  const double qa = stretch * a.q, qb = stretch * b.q, qab = stretch * q_ab;
  const double c = correlation(a, b, q_ab), slope = negative_slope(phi);
  if (!std::isnan(slope)) return square * leaky_product(slope, qa, qb, c);
  switch (phi.kind) {
    case ActivationKind::sign:
      return square * (1 - 2 / pi * arccosine(c));
    case ActivationKind::erf:
      return square * erf_product(1, qa, qb, qab);
    case ActivationKind::erf_unit:
      return square * erf_product(std::sqrt(pi) / 2, qa, qb, qab);
    case ActivationKind::gelu:
      return square * gelu_product(qa, qb, qab);
    case ActivationKind::hard_tanh: {
      const double inside = square * stretch;  // <phi'^2> of the plain one is its mean slope
      const double slopes = std::abs(qab) * (a.average[g2] / inside) * (b.average[g2] / inside);
      return square * std::copysign(hard_tanh_product(qa, qb, std::abs(qab), slopes), qab);
    }
    default:
      return series(a, b, q_ab);
  }
}

/// A shifted sign has two values: phi^2 is a line in phi.
double sign_square_product(const Network& network, const Marginal& a, const Marginal& b,
                           double q_ab) {
  const Scaling around = activation(network).scaling;
  const double gain = around.output_scale, shift = around.output_shift;
  const double constant = gain * gain * (1 - shift * shift), slope = 2 * shift * gain;
  return constant * constant + constant * slope * (a.average[f1] + b.average[f1]) +
         slope * slope * mean_product(network, a, b, q_ab);
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
  const Activation phi = activation(network);
  if (!is_shifted(phi)) return scaled_product(phi, a, b, q_ab);
  return is_piecewise(phi) ? piecewise_product(nonlinearity(phi), a, b, q_ab) : series(a, b, q_ab);
}

double mean_square_product(const Network& network, const Marginal& a, const Marginal& b,
                           double q_ab) {
  const Activation phi = activation(network);
  const double c = correlation(a, b, q_ab), slope = negative_slope(phi);
  if (phi.kind == ActivationKind::sign) return sign_square_product(network, a, b, q_ab);
  if (std::isnan(slope) || is_shifted(phi))
    return mehler(a.hermite_square, b.hermite_square, a.average[f4], b.average[f4], c);
  const double alpha = phi.scaling.input_scale, gain = phi.scaling.output_scale;
  const double square = gain * gain, stretch = alpha * alpha;
  return square * square * leaky_square_product(slope, stretch * a.q, stretch * b.q, c);
}

}  // namespace widefield
