#include "host/theory/mlp_curves.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <tuple>

#include "host/theory/gaussian_average.hpp"
#include "host/theory/linear_noise.hpp"

namespace widefield {
namespace {

struct Point {
  double value, bias, variance;
};

Curve new_curve(std::string observable, std::string component, std::string citation) {
  Curve curve;
  curve.observable = std::move(observable);
  curve.component = std::move(component);
  curve.citation = std::move(citation);
  return curve;
}

void add(Curve& curve, int layer, const Point& point) {
  curve.layer.push_back(layer);
  curve.value.push_back(point.value);
  curve.bias.push_back(point.bias);
  curve.variance.push_back(std::max(0.0, point.variance));
}

bool all_finite(const std::vector<double>& numbers) {
  return std::all_of(numbers.begin(), numbers.end(), [](double x) { return std::isfinite(x); });
}

// A moment that does not exist leaves a bias or variance that is not finite: it is not known.
void keep_known_noise(const MlpSetting& setting, Curve& curve) {
  if (setting.noise && all_finite(curve.bias) && all_finite(curve.variance)) return;
  curve.bias.clear();
  curve.variance.clear();
}

// ---- one input ----------------------------------------------------------------------------------

// A layer as one input sees it at infinite width, and the noise of (Q, R, T) there.
struct InputLayer {
  double q;
  LengthNoise length;
  LinearNoise tangent;  // in units of the tangent at infinite width
  NoiseStep step;       // to the next layer
};

double conserved_length(const MlpSetting& setting, double q) {
  const double signal = q - setting.layer.bias_variance;
  return setting.orthogonal ? 2 * signal * signal : 0;
}

std::vector<InputLayer> input_layers(const MlpSetting& setting, double first) {
  const LayerLaw& layer = setting.layer;
  std::vector<InputLayer> layers = {{first, {}, {}, {}}};
  while (static_cast<int>(layers.size()) < setting.depth) {
    InputLayer& last = layers.back();
    InputLayer next{length_step(layer, last.q), {}, {}, {}};
    if (setting.noise) {
      last.step = tangent_noise_step(layer, last.q, setting.orthogonal);
      next.length = length_noise_step(layer, last.q, last.length, setting.orthogonal);
      next.tangent = propagate(last.tangent, last.step);
    }
    layers.push_back(next);
  }
  return layers;
}

// Mean over neurons of f(h), whose average over q has this jet and whose square this average.
Point mean_over_neurons(const MlpSetting& setting, const InputLayer& at, const AverageJet& f,
                        double square) {
  const double effective = at.length.variance - conserved_length(setting, at.q);
  return {f.value, f.first * at.length.bias + 0.5 * f.second * effective,
          square - f.value * f.value + f.first * f.first * effective};
}

Point activity_point(const MlpSetting& setting, const InputLayer& at) {
  const Nonlinearity& phi = setting.layer.phi;
  if (!setting.noise) return {mean_signal(phi, at.q), 0, 0};
  return mean_over_neurons(setting, at, mean_signal_jet(phi, at.q), square(phi, at.q));
}

// h is a Gaussian of random variance Q: <h^4> = 3 <Q^2>; orthogonal weights take away the kurtosis
// of a projection of a sphere. The variance is that of the fourth Hermite polynomial of h.
Point kurtosis_point(const MlpSetting& setting, const InputLayer& at) {
  constexpr double hermite_variance = 24;
  const double effective = at.length.variance - conserved_length(setting, at.q);
  return {0, 3 * effective / (at.q * at.q), hermite_variance};
}

// sigma_w^2 <phi phi' h> / Q, a ratio of means: fluctuations of Q enter both.
Point chi_length_point(const MlpSetting& setting, const InputLayer& at) {
  const LayerLaw& layer = setting.layer;
  const double w = layer.weight_variance, q = at.q;
  const double value = length_slope(layer, q) * layer.keep;
  if (!setting.noise) return {value, 0, 0};
  const AverageJet f = response_jet(layer.phi, q);
  const double effective = at.length.variance - conserved_length(setting, q);
  const double bias =
      f.first * at.length.bias + 0.5 * f.second * effective - f.value / q * at.length.bias;
  const double own = response_square(layer.phi, q) - f.value * f.value;
  // Q is fixed by the layer below; the numerator moves with it and by its own noise.
  const double with_length = f.first - f.value / q;
  const double fixed = f.first * f.first * conserved_length(setting, q);
  const double variance = own - fixed + with_length * with_length * at.length.variance;
  return {value, w * bias / q, w * w * variance / (q * q)};
}

// T^{l+1} / T^l, a ratio of means over networks.
Point chi_1_point(const MlpSetting& setting, const InputLayer& at, const InputLayer& next) {
  const double chi = gradient_factor(setting.layer, at.q);
  const Matrix3 &now = at.tangent.covariance, &then = next.tangent.covariance;
  const double together = dot(at.step.jacobian[2], now[2]);  // Cov(T^{l+1}, T^l)
  return {chi, chi * (next.tangent.bias[2] - at.tangent.bias[2]),
          chi * chi * (then[2][2] - 2 * together + now[2][2])};
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
    add(length, l, {at.q, at.length.bias, at.length.variance});
    add(activity, l, activity_point(setting, at));
    add(kurtosis, l, kurtosis_point(setting, at));
    add(chi_length, l, chi_length_point(setting, at));
    if (l < setting.depth) add(chi_1, l, chi_1_point(setting, at, layers[l]));
  }
  std::vector<Curve> curves = {length, activity, kurtosis, chi_length, chi_1};
  for (Curve& curve : curves)
    keep_known_noise(setting, curve);
  return curves;
}

// ---- two inputs ---------------------------------------------------------------------------------

// A ratio of means: q_ab / sqrt(q_a q_b) by the delta method.
Point correlation_point(const PairLaw& law, const LinearNoise& noise) {
  const double c = law.correlation();
  const Vector3 gradient = {-c / (2 * law.qa), -c / (2 * law.qb), 1 / std::sqrt(law.qa * law.qb)};
  return {c, dot(gradient, noise.bias), quadratic(gradient, noise.covariance)};
}

void advance(const MlpSetting& setting, PairLaw& law, LinearNoise& noise) {
  if (!setting.noise) {
    law = pair_step(setting.layer, law);
    return;
  }
  const PairAverages f = pair_averages(setting.layer.phi, law);
  noise = propagate(noise, pair_noise_step(setting.layer, law, f, setting.orthogonal));
  law = pair_step(setting.layer, law, f.product, f.difference);
}

Curve correlation_curve(const MlpSetting& setting, PairLaw law) {
  Curve curve = new_curve("correlation_map", "", "poole2016");
  LinearNoise noise;
  for (int l = 1; l <= setting.depth; ++l) {
    add(curve, l, correlation_point(law, noise));
    if (l < setting.depth) advance(setting, law, noise);
  }
  keep_known_noise(setting, curve);
  return curve;
}

// Points of a manifold repeat the same few pairs; they are told apart to this many digits.
std::tuple<double, double, double> rounded(const PairLaw& law) {
  const auto digits = [](double x) { return std::round(x * 1e13) / 1e13; };
  return {digits(law.qa), digits(law.qb), digits(law.distance)};
}

std::vector<Curve> pair_curves(const MlpSetting& setting, const Gram& first) {
  std::map<std::tuple<double, double, double>, Curve> known;
  std::vector<Curve> curves;
  for (std::size_t a = 0; a < first.size(); ++a)
    for (std::size_t b = a + 1; b < first.size(); ++b) {
      const PairLaw law = pair_law(first[a][a], first[b][b], first[a][b]);
      const auto [found, fresh] = known.try_emplace(rounded(law));
      if (fresh) found->second = correlation_curve(setting, law);
      curves.push_back(found->second);
      curves.back().component = std::to_string(a) + "," + std::to_string(b);
    }
  return curves;
}

// ---- gradients ----------------------------------------------------------------------------------

// chi_1(q^l) ... chi_1(q^{L-1}) of one input with its noise.
std::vector<Point> gradient_points(const MlpSetting& setting,
                                   const std::vector<InputLayer>& layers) {
  std::vector<NoiseStep> steps;
  std::vector<LengthNoise> lengths;
  for (int l = 0; l + 1 < setting.depth; ++l) {
    steps.push_back(layers[l].step);
    lengths.push_back(layers[l].length);
  }
  const std::vector<GradientNoise> noise = gradient_noise(steps, lengths);
  std::vector<Point> points(setting.depth);
  double norm = 1;
  for (int l = setting.depth - 1; l >= 0; --l) {
    if (l + 1 < setting.depth) norm *= gradient_factor(setting.layer, layers[l].q);
    points[l] = {norm, norm * noise[l].bias, norm * norm * noise[l].variance};
  }
  return points;
}

// Mean over inputs. How the gradients of different inputs vary together is not known, so the
// variance is given for a single input only.
Curve gradient_curve(const MlpSetting& setting,
                     const std::vector<std::vector<InputLayer>>& inputs) {
  const double share = 1 / static_cast<double>(inputs.size());
  std::vector<Point> mean(setting.depth, Point{0, 0, 0});
  for (const std::vector<InputLayer>& layers : inputs) {
    const std::vector<Point> points = gradient_points(setting, layers);
    for (int l = 0; l < setting.depth; ++l) {
      mean[l].value += share * points[l].value;
      mean[l].bias += share * points[l].bias;
      mean[l].variance += share * points[l].variance;
    }
  }
  Curve curve = new_curve("gradient_norm", "", "schoenholz2017");
  for (int l = 1; l <= setting.depth; ++l)
    add(curve, l, mean[l - 1]);
  keep_known_noise(setting, curve);
  if (inputs.size() > 1) curve.variance.clear();
  return curve;
}

}  // namespace

std::vector<Curve> mlp_curves(const MlpSetting& setting) {
  const Gram first = nngp_kernels(setting.layer, setting.inputs, 1).front();
  std::map<double, std::vector<InputLayer>> by_length;
  std::vector<std::vector<InputLayer>> inputs;
  std::vector<Curve> curves;
  for (std::size_t a = 0; a < first.size(); ++a) {
    const auto [found, fresh] = by_length.try_emplace(first[a][a]);
    if (fresh) found->second = input_layers(setting, first[a][a]);
    inputs.push_back(found->second);
    for (Curve& curve : input_curves(setting, std::to_string(a), inputs.back()))
      curves.push_back(std::move(curve));
  }
  for (Curve& curve : pair_curves(setting, first))
    curves.push_back(std::move(curve));
  curves.push_back(gradient_curve(setting, inputs));
  return curves;
}

}  // namespace widefield
