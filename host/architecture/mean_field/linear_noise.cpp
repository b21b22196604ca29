#include "host/architecture/mean_field/linear_noise.hpp"

#include <cmath>

#include "host/gaussian/gaussian_average.hpp"

namespace widefield {
namespace {

// Var(phi^2) of a neuron under dropout, times sigma_w^4.
double length_noise(const LayerLaw& layer, double q) {
  const double mean = square(layer.phi, q) / layer.keep;
  const double w = layer.weight_variance, k = layer.keep;
  return w * w * (fourth(layer.phi, q) / (k * k * k) - mean * mean);
}

double length_bend(const LayerLaw& layer, double q) {
  return layer.weight_variance * square_bend(layer.phi, q) / layer.keep;
}

// sigma_w^4 Cov of (phi_a^2, phi_b^2, phi_a phi_b), masks of a and b independent.
Matrix3 pair_noise(const LayerLaw& layer, const PairLaw& law, const PairAverages& f) {
  const double w = layer.weight_variance * layer.weight_variance, k = layer.keep;
  const double fa = square(layer.phi, law.qa), fb = square(layer.phi, law.qb);
  Matrix3 noise{};
  noise[0][0] = length_noise(layer, law.qa);
  noise[1][1] = length_noise(layer, law.qb);
  noise[0][1] = noise[1][0] = w * (f.squares - fa * fb) / (k * k);
  noise[0][2] = noise[2][0] = w * (f.cube_a / k - fa * f.product) / k;
  noise[1][2] = noise[2][1] = w * (f.cube_b / k - fb * f.product) / k;
  noise[2][2] = w * (f.squares / (k * k) - f.product * f.product);
  return noise;
}

// Covariance of the Gram matrix of N independent normal pairs, times N.
Matrix3 wishart(double aa, double bb, double ab) {
  return {{{2 * aa * aa, 2 * ab * ab, 2 * aa * ab},
           {2 * ab * ab, 2 * bb * bb, 2 * bb * ab},
           {2 * aa * ab, 2 * bb * ab, aa * bb + ab * ab}}};
}

// Derivatives of F(q_a, q_b, q_ab) = <phi_a phi_b> in the entries of the Gram matrix. By Price's
// theorem d/dq_ab differentiates both factors; stretching h_a gives 2 q_a d/dq_a + q_ab d/dq_ab.
struct ProductDerivatives {
  double a, aa, a_ab;
};
ProductDerivatives product_derivatives(double q, double cross, const PairAverages& f) {
  const double bends = std::isfinite(f.bends) ? f.bends : 0;  // identical inputs: it cancels
  const double a = (f.stretch_a - cross * f.slopes) / (2 * q);
  const double slopes_a = (f.mixed_a - cross * bends) / (2 * q);
  const double stretch_a = (f.bend_a + f.stretch_a - cross * (f.mixed_a + f.slopes)) / (2 * q);
  return {a, (stretch_a - cross * slopes_a) / (2 * q) - a / q, slopes_a};
}

PairAverages swapped(PairAverages f) {
  std::swap(f.stretch_a, f.stretch_b), std::swap(f.bend_a, f.bend_b);
  std::swap(f.mixed_a, f.mixed_b), std::swap(f.cube_a, f.cube_b);
  return f;
}

}  // namespace

LinearNoise in_units(const LinearNoise& noise, const Vector3& unit) {
  LinearNoise result;
  for (int i = 0; i < noise_size; ++i) {
    result.bias[i] = unit[i] * noise.bias[i];
    for (int j = 0; j < noise_size; ++j)
      result.covariance[i][j] = unit[i] * unit[j] * noise.covariance[i][j];
  }
  return result;
}

LinearNoise propagate(const LinearNoise& noise, const NoiseStep& step) {
  const Matrix3 effective = difference(noise.covariance, step.conserved);
  const Matrix3 carried = product(product(step.jacobian, effective), transposed(step.jacobian));
  LinearNoise next;
  for (int i = 0; i < noise_size; ++i) {
    next.bias[i] =
        dot(step.jacobian[i], noise.bias) + 0.5 * contraction(step.hessian[i], effective);
    for (int j = 0; j < noise_size; ++j)
      next.covariance[i][j] = carried[i][j] + step.noise[i][j];
  }
  return next;
}

NoiseStep pair_noise_step(const LayerLaw& layer, const PairLaw& law, const PairAverages& f,
                          bool orthogonal) {
  const double w = layer.weight_variance, cross = law.correlation() * std::sqrt(law.qa * law.qb);
  const ProductDerivatives by_a = product_derivatives(law.qa, cross, f);
  const ProductDerivatives by_b = product_derivatives(law.qb, cross, swapped(f));
  const double bends = std::isfinite(f.bends) ? f.bends : 0;
  NoiseStep step;
  step.jacobian[0][0] = length_slope(layer, law.qa);
  step.jacobian[1][1] = length_slope(layer, law.qb);
  step.jacobian[2] = {w * by_a.a, w * by_b.a, w * f.slopes};
  step.hessian[0][0][0] = length_bend(layer, law.qa);
  step.hessian[1][1][1] = length_bend(layer, law.qb);
  step.hessian[2] = {{{w * by_a.aa, w * bends / 4, w * by_a.a_ab},
                      {w * bends / 4, w * by_b.aa, w * by_b.a_ab},
                      {w * by_a.a_ab, w * by_b.a_ab, w * bends}}};
  step.noise = pair_noise(layer, law, f);
  const double b = layer.bias_variance;
  if (orthogonal) step.conserved = wishart(law.qa - b, law.qb - b, cross - b);
  return step;
}

// Given h, a tangent is t = (R/Q) h + independent, so <phi'^2 t^2> = T X + R^2 2 X' and <phi phi'
// t> = R F'. Rows of R and T are divided by sqrt(chi_1) and chi_1.
NoiseStep tangent_noise_step(const LayerLaw& layer, double q, bool orthogonal) {
  const double w = layer.weight_variance / layer.keep, k = layer.keep;
  const AverageJet X = slope_square_jet(layer.phi, q);
  const double mixed = signal_slope_square(layer.phi, q), F = square(layer.phi, q);
  const double chi = w * X.value, slope = length_slope(layer, q), bend = length_bend(layer, q);
  NoiseStep step;
  step.jacobian = {{{slope, 0, 0}, {0, slope / std::sqrt(chi), 0}, {X.first / X.value, 0, 1}}};
  step.hessian[0][0][0] = bend;
  step.hessian[1][0][1] = step.hessian[1][1][0] = bend / std::sqrt(chi);
  step.hessian[2] = {{{X.second / X.value, 0, X.first / X.value},
                      {0, 4 * X.first / X.value, 0},
                      {X.first / X.value, 0, 0}}};
  step.noise[0][0] = length_noise(layer, q);
  step.noise[1][1] = w * w * mixed / (k * chi);
  step.noise[0][2] = step.noise[2][0] = w * w * (mixed / k - F * X.value) / chi;
  step.noise[2][2] = 3 * slope_moment(layer.phi, q, 2) / (k * X.value * X.value) - 1;
  const double signal = q - layer.bias_variance;
  if (orthogonal) {  // of W x and W t
    step.conserved[0][0] = 2 * signal * signal;
    step.conserved[1][1] = signal;
    step.conserved[2][2] = 2;
  }
  return step;
}

LengthNoise length_noise_step(const LayerLaw& layer, double q, const LengthNoise& noise,
                              bool orthogonal) {
  const double slope = length_slope(layer, q), signal = q - layer.bias_variance;
  const double effective = noise.variance - (orthogonal ? 2 * signal * signal : 0);
  return {slope * noise.bias + 0.5 * length_bend(layer, q) * effective,
          slope * slope * effective + length_noise(layer, q)};
}

LengthNoise stationary_length_noise(const LayerLaw& layer, double q, bool orthogonal) {
  const LengthNoise fresh = length_noise_step(layer, q, {}, orthogonal);
  const double slope = length_slope(layer, q), variance = fresh.variance / (1 - slope * slope);
  const LengthNoise carried = length_noise_step(layer, q, {0, variance}, orthogonal);
  return {carried.bias / (1 - slope), variance};
}

}  // namespace widefield
