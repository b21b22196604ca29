#include "host/architecture/mlp/input.hpp"

#include <cmath>
#include <limits>

#include "host/architecture/mean_field/gradient_noise.hpp"
#include "host/gaussian/gaussian_average.hpp"

namespace widefield {
namespace {

double conserved_length(const MlpSetting& setting, const InputLayer& at) {
  const double signal = at.q - law_at(setting, at).bias_variance;
  return setting.orthogonal ? 2 * signal * signal : 0;
}

// From units of 2^exponent for signals: a mean of their `power`th power. What no double holds does
// not exist.
CurvePoint in_doubles(const CurvePoint& point, int exponent, int power) {
  if (exponent == 0) return point;
  const auto shown = [](double x, int by) {
    const double result = std::ldexp(x, by);
    return x == 0 || std::isnormal(result) ? result : std::numeric_limits<double>::quiet_NaN();
  };
  const int by = exponent * power;
  return {shown(point.value, by), shown(point.bias, by), shown(point.variance, 2 * by)};
}

// Mean over neurons of f(h), whose average over q has this jet and whose square this average.
CurvePoint mean_over_neurons(const MlpSetting& setting, const InputLayer& at, const AverageJet& f,
                             double square) {
  const double effective = at.length.variance - conserved_length(setting, at);
  return {f.value, f.first * at.length.bias + 0.5 * f.second * effective,
          square - f.value * f.value + f.first * f.first * effective};
}

CurvePoint activity_point(const MlpSetting& setting, const InputLayer& at) {
  const Nonlinearity phi = law_at(setting, at).phi;
  if (!setting.noise) return {mean_signal(phi, at.q), 0, 0};
  return mean_over_neurons(setting, at, mean_signal_jet(phi, at.q), square(phi, at.q));
}

// h is a Gaussian of random variance Q: <h^4> = 3 <Q^2>; orthogonal weights take away the kurtosis
// of a projection of a sphere. The variance is that of the fourth Hermite polynomial of h.
CurvePoint kurtosis_point(const MlpSetting& setting, const InputLayer& at) {
  constexpr double hermite_variance = 24;
  const double effective = at.length.variance - conserved_length(setting, at);
  return {0, 3 * effective / (at.q * at.q), hermite_variance};
}

// sigma_w^2 <(m/keep)^2 phi phi' h> / Q, a ratio of means: fluctuations of Q enter both. The masks
// m are 0 or 1, 1 with probability keep.
CurvePoint chi_length_point(const MlpSetting& setting, const InputLayer& at) {
  const LayerLaw layer = law_at(setting, at);
  const double w = layer.weight_variance / layer.keep, q = at.q, value = length_slope(layer, q);
  if (!setting.noise) return {value, 0, 0};
  const AverageJet f = response_jet(layer.phi, q);
  const double effective = at.length.variance - conserved_length(setting, at);
  const double bias =
      f.first * at.length.bias + 0.5 * f.second * effective - f.value / q * at.length.bias;
  const double own = response_square(layer.phi, q) / layer.keep - f.value * f.value;
  // Q is fixed by the layer below; the numerator moves with it and by its own noise.
  const double with_length = f.first - f.value / q;
  const double fixed = f.first * f.first * conserved_length(setting, at);
  const double variance = own - fixed + with_length * with_length * at.length.variance;
  return {value, w * bias / q, w * w * variance / (q * q)};
}

// T^{l+1} / T^l, a ratio of means over networks.
CurvePoint chi_1_point(const MlpSetting& setting, const InputLayer& at, const InputLayer& next) {
  const double chi = gradient_factor(law_at(setting, at), at.q);
  const Matrix3 &now = at.tangent.covariance, &then = next.tangent.covariance;
  const double together = dot(at.step.jacobian[2], now[2]);  // Cov(T^{l+1}, T^l)
  return {chi, chi * (next.tangent.bias[2] - at.tangent.bias[2]),
          chi * chi * (then[2][2] - 2 * together + now[2][2])};
}

// Units in which the length is near 1. R goes as a signal, Q as its square, T has units of its own.
InputLayer in_better_units(InputLayer at) {
  const int exponent = units_for(at.q);
  if (exponent == 0) return at;
  at.exponent += exponent;
  at.q = std::ldexp(at.q, -2 * exponent);
  at.length = {std::ldexp(at.length.bias, -2 * exponent),
               std::ldexp(at.length.variance, -4 * exponent)};
  const Vector3 unit = {std::ldexp(1.0, -2 * exponent), std::ldexp(1.0, -exponent), 1};
  at.tangent = in_units(at.tangent, unit);
  return at;
}

}  // namespace

LayerLaw law_at(const MlpSetting& setting, const InputLayer& at) {
  return in_units(setting.layer, at.exponent);
}

InputLayer next_layer(const MlpSetting& setting, InputLayer& last) {
  const LayerLaw layer = law_at(setting, last);
  InputLayer next{length_step(layer, last.q), {}, {}, {}, last.exponent};
  if (setting.noise) {
    last.step = tangent_noise_step(layer, last.q, setting.orthogonal);
    next.length = length_noise_step(layer, last.q, last.length, setting.orthogonal);
    next.tangent = propagate(last.tangent, last.step);
  }
  return in_better_units(next);
}

std::vector<InputLayer> input_layers(const MlpSetting& setting, double first) {
  std::vector<InputLayer> layers = {in_better_units({first, {}, {}, {}})};
  while (static_cast<int>(layers.size()) < setting.depth) {
    const InputLayer next = next_layer(setting, layers.back());
    layers.push_back(next);
  }
  return layers;
}

std::vector<Curve> input_curves(const MlpSetting& setting, const std::string& component,
                                const std::vector<InputLayer>& layers) {
  Curve length = new_curve("length_map", component, "poole2016");
  Curve activity = new_curve("activity", component, "amari1972");
  Curve kurtosis = new_curve("kurtosis", component, "roberts2022");
  Curve chi_length = new_curve("chi_length", component, "schoenholz2017");
  Curve chi_1 = new_curve("chi_1", component, "poole2016");
  for (int l = 1; l <= setting.depth; ++l) {
    const InputLayer& at = layers[l - 1];
    add(length, l, in_doubles({at.q, at.length.bias, at.length.variance}, at.exponent, 2));
    add(activity, l, in_doubles(activity_point(setting, at), at.exponent, 1));
    add(kurtosis, l, kurtosis_point(setting, at));
    add(chi_length, l, chi_length_point(setting, at));
    if (l < setting.depth) add(chi_1, l, chi_1_point(setting, at, layers[l]));
  }
  std::vector<Curve> curves = {length, activity, kurtosis, chi_length, chi_1};
  for (Curve& curve : curves)
    keep_known_noise(curve, setting.noise);
  return curves;
}

std::vector<CurvePoint> gradient_points(const MlpSetting& setting,
                                        const std::vector<InputLayer>& layers) {
  std::vector<NoiseStep> steps;
  std::vector<LengthNoise> lengths;
  for (int l = 0; l + 1 < setting.depth; ++l) {
    steps.push_back(layers[l].step);
    lengths.push_back(layers[l].length);
  }
  const std::vector<GradientNoise> noise = gradient_noise(steps, lengths);
  std::vector<CurvePoint> points(setting.depth);
  double norm = 1;
  for (int l = setting.depth - 1; l >= 0; --l) {
    if (l + 1 < setting.depth) norm *= gradient_factor(law_at(setting, layers[l]), layers[l].q);
    points[l] = {norm, norm * noise[l].bias, norm * norm * noise[l].variance};
  }
  return points;
}

}  // namespace widefield
