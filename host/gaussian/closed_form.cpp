#include "host/gaussian/closed_form.hpp"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>
#include <numbers>

namespace widefield {
namespace {

using boost::math::gamma_p;
using std::numbers::pi;

double covariance(const PairLaw& law) {
  return law.correlation() * std::sqrt(law.qa * law.qb);
}
// qa qb - q_ab^2 without cancellation.
double determinant(const PairLaw& law) {
  return law.qa * law.qb * law.distance * (2 - law.distance);
}

// ---- erf(k h), K = k^2 --------------------------------------------------------------------------
// arcsin x is written as an arc tangent, which stays right where x approaches 1.

double erf_square(double K, double q) {
  const double y = 2 * K * q;
  return 2 / pi * std::atan(y / std::sqrt(1 + 2 * y));
}
double erf_square_slope(double K, double q) {
  const double y = 2 * K * q;
  return 4 * K / pi / ((1 + y) * std::sqrt(1 + 2 * y));
}
double erf_slope_moment(double K, double q, int k) {
  return std::pow(4 * K / pi, k) / std::sqrt(1 + 4 * k * K * q);
}
double erf_bend_square(double K, double q) {
  return 16 * K * K * K / pi * q * std::pow(1 + 4 * K * q, -1.5);
}
double erf_determinant(double K, const PairLaw& law) {
  return 1 + 2 * K * (law.qa + law.qb) + 4 * K * K * determinant(law);
}
double erf_product(double K, const PairLaw& law) {
  return 2 / pi * std::atan2(2 * K * covariance(law), std::sqrt(erf_determinant(K, law)));
}
double erf_slope_product(double K, const PairLaw& law) {
  return 4 * K / pi / std::sqrt(erf_determinant(K, law));
}

template <bool unit_slope>  // k of erf(k h) is 1, or sqrt(pi)/2 for slope 1
constexpr double squared_gain = unit_slope ? pi / 4 : 1.0;

template <bool unit_slope>
ClosedForms erf_forms() {
  constexpr double K = squared_gain<unit_slope>;
  ClosedForms forms;
  forms.square.plain = [](double q) { return erf_square(K, q); };
  forms.square_slope.plain = [](double q) { return erf_square_slope(K, q); };
  forms.slope_square.plain = [](double q) { return erf_slope_moment(K, q, 1); };
  forms.slope_moment.plain = [](double q, int k) { return erf_slope_moment(K, q, k); };
  forms.bend_square.plain = [](double q) { return erf_bend_square(K, q); };
  forms.product.plain = [](const PairLaw& law) { return erf_product(K, law); };
  forms.slope_product.plain = [](const PairLaw& law) { return erf_slope_product(K, law); };
  return forms;
}

// ---- sin ----------------------------------------------------------------------------------------

double sin_square(double q) {
  return -0.5 * std::expm1(-2 * q);
}
// <cos(h_a - h_b)> and <cos(h_a + h_b)>, from variances without cancellation.
struct Waves {
  double apart, together;
};
Waves waves(const PairLaw& law) {
  const double a = std::sqrt(law.qa), b = std::sqrt(law.qb), gap = 0.5 * (a - b) * (a - b);
  return {std::exp(-gap - a * b * law.distance), std::exp(-gap - a * b * (2 - law.distance))};
}
// e^{-(qa+qb)/2} sinh q_ab, right relative to itself where q_ab is small.
double sin_product(const PairLaw& law) {
  const Waves wave = waves(law);
  const double cross = std::abs(covariance(law)), larger = std::max(wave.apart, wave.together);
  return std::copysign(0.5 * larger * -std::expm1(-2 * cross), law.correlation());
}
double sin_slope_product(const PairLaw& law) {
  const Waves wave = waves(law);
  return 0.5 * (wave.apart + wave.together);
}

ClosedForms sin_forms() {
  ClosedForms forms;
  forms.square.plain = sin_square;
  forms.bend_square.plain = sin_square;
  forms.slope_square.plain = [](double q) { return 0.5 * (1 + std::exp(-2 * q)); };
  forms.square_slope.plain = [](double q) { return std::exp(-2 * q); };
  forms.product.plain = sin_product;
  forms.slope_product.plain = sin_slope_product;
  return forms;
}

// ---- hard_tanh: <z^2k; |z| < 1/sqrt q> are incomplete gamma functions ---------------------------

double outside(double q) {
  return std::erfc(1 / std::sqrt(2 * q));
}

ClosedForms hard_tanh_forms() {
  ClosedForms forms;
  forms.square.plain = [](double q) { return q * gamma_p(1.5, 0.5 / q) + outside(q); };
  forms.slope_square.plain = [](double q) { return std::erf(1 / std::sqrt(2 * q)); };
  forms.slope_moment.plain = [](double q, int) { return std::erf(1 / std::sqrt(2 * q)); };
  forms.square_slope.plain = [](double q) { return gamma_p(1.5, 0.5 / q); };
  forms.fourth.plain = [](double q) { return 3 * q * q * gamma_p(2.5, 0.5 / q) + outside(q); };
  return forms;
}

// ---- gelu ---------------------------------------------------------------------------------------

double gelu_angle(double q) {
  return std::atan(q / std::sqrt(1 + 2 * q));  // arcsin(q / (1 + q))
}
double gelu_square(double q) {
  return q * (0.25 + gelu_angle(q) / (2 * pi)) + q * q / (pi * (1 + q) * std::sqrt(1 + 2 * q));
}
double gelu_slope_square(double q) {
  const double s = std::sqrt(1 + 2 * q);
  return 0.25 + gelu_angle(q) / (2 * pi) + q / (pi * (1 + q) * s) + q / (2 * pi * s * s * s);
}
double gelu_signal_bend(double q) {
  const double v = q / (1 + q), bracket = 2 - 2 * v - v / (1 + v);
  return v * bracket / (2 * pi * std::sqrt((1 + q) * (1 + v)));
}
double gelu_bend_square(double q) {
  const double u = q / (1 + 2 * q);
  return (4 - 4 * u + 3 * u * u) / (2 * pi * std::sqrt(1 + 2 * q));
}
double gelu_product(const PairLaw& law) {
  const double A = 1 + law.qa, B = 1 + law.qb, cross = covariance(law), square = cross * cross;
  const double root = std::sqrt(1 + law.qa + law.qb + determinant(law));
  const double rest = determinant(law) + square * (1 / A + 1 / B);
  return cross * (0.25 + std::atan2(cross, root) / (2 * pi)) + rest / (2 * pi * root);
}

ClosedForms gelu_forms() {
  ClosedForms forms;
  forms.mean_signal.plain = [](double q) { return q / std::sqrt(2 * pi * (1 + q)); };
  forms.square.plain = gelu_square;
  forms.slope_square.plain = gelu_slope_square;
  forms.signal_bend.plain = gelu_signal_bend;
  forms.square_slope.plain = [](double q) { return gelu_slope_square(q) + gelu_signal_bend(q); };
  forms.bend_square.plain = gelu_bend_square;
  forms.product.plain = gelu_product;
  return forms;
}

const ClosedForms& plain_forms(ActivationKind kind) {
  static const ClosedForms none, erf = erf_forms<false>(), erf_unit = erf_forms<true>(),
                                 sine = sin_forms(), hard_tanh = hard_tanh_forms(),
                                 gelu = gelu_forms();
  switch (kind) {
    case ActivationKind::erf:
      return erf;
    case ActivationKind::erf_unit:
      return erf_unit;
    case ActivationKind::sin:
      return sine;
    case ActivationKind::hard_tanh:
      return hard_tanh;
    case ActivationKind::gelu:
      return gelu;
    default:
      return none;
  }
}

}  // namespace

// A derivative brings a factor alpha; h phi' brings none.
ClosedForms closed_forms(const Nonlinearity& phi) {
  if (phi.shifted()) return {};
  ClosedForms forms = plain_forms(phi.activation.kind);
  const double alpha = phi.activation.scaling.input_scale, stretch = alpha * alpha;
  const double gain = phi.activation.scaling.output_scale, square = gain * gain;
  const auto scale = [&](auto& form, double by) { form.gain = by, form.stretch = stretch; };
  scale(forms.mean_signal, gain);
  scale(forms.square, square);
  scale(forms.fourth, square * square);
  scale(forms.product, square);
  for (ClosedForm<double>* form : {&forms.slope_square, &forms.square_slope, &forms.signal_bend})
    scale(*form, square * stretch);
  scale(forms.slope_moment, square * stretch);
  scale(forms.slope_product, square * stretch);
  scale(forms.bend_square, square * stretch * stretch);
  return forms;
}

}  // namespace widefield
