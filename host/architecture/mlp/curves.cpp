#include "host/architecture/mlp/curves.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <tuple>

#include "host/architecture/mean_field/part.hpp"
#include "host/architecture/mlp/circle.hpp"
#include "host/architecture/mlp/input.hpp"
#include "host/architecture/mlp/lyapunov.hpp"

namespace widefield {
namespace {

// ---- two inputs ---------------------------------------------------------------------------------

// A ratio of means: q_ab / sqrt(q_a q_b) by the delta method.
CurvePoint correlation_point(const PairLaw& law, const LinearNoise& noise) {
  const double c = law.correlation();
  const Vector3 gradient = {-c / (2 * law.qa), -c / (2 * law.qb), 1 / std::sqrt(law.qa * law.qb)};
  return {c, dot(gradient, noise.bias), quadratic(gradient, noise.covariance)};
}

// Two inputs at a layer, lengths in units of 4^exponent.
struct PairLayer {
  PairLaw law;
  LinearNoise noise = {};
  int exponent = 0;
};

PairLayer in_better_units(PairLayer at) {
  const int exponent = units_for(std::max(at.law.qa, at.law.qb));
  if (exponent == 0) return at;
  const double unit = std::ldexp(1.0, -2 * exponent);
  return {{unit * at.law.qa, unit * at.law.qb, at.law.distance},
          in_units(at.noise, {unit, unit, unit}),
          at.exponent + exponent};
}

PairLayer next_pair(const MlpSetting& setting, const PairLayer& at) {
  const LayerLaw layer = in_units(setting.layer, at.exponent);
  if (!setting.noise) return in_better_units({pair_step(layer, at.law), {}, at.exponent});
  const PairAverages f = pair_averages(layer.phi, at.law);
  const NoiseStep step = pair_noise_step(layer, at.law, f, setting.orthogonal);
  return in_better_units(
      {pair_step(layer, at.law, f.product, f.difference), propagate(at.noise, step), at.exponent});
}

Curve correlation_curve(const MlpSetting& setting, const PairLaw& law) {
  Curve curve = new_curve("correlation_map", "", "poole2016");
  PairLayer at = in_better_units({law});
  for (int l = 1; l <= setting.depth; ++l) {
    add(curve, l, correlation_point(at.law, at.noise));
    if (l < setting.depth) at = next_pair(setting, at);
  }
  keep_known_noise(curve, setting.noise);
  return curve;
}

// Points of a manifold repeat the same few pairs; they are told apart to twelve digits.
std::tuple<double, double, double> rounded(const PairLaw& law) {
  const auto digits = [](double x) {
    constexpr int bits = 40;
    int exponent = 0;
    const double fraction = std::frexp(x, &exponent);
    return std::ldexp(std::round(std::ldexp(fraction, bits)), exponent - bits);
  };
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

// Mean over inputs. How the gradients of different inputs vary together is not known, so the
// variance is given for a single input only.
Curve gradient_curve(const MlpSetting& setting,
                     const std::vector<std::vector<InputLayer>>& inputs) {
  const double share = 1 / static_cast<double>(inputs.size());
  std::vector<CurvePoint> mean(setting.depth, CurvePoint{0, 0, 0});
  for (const std::vector<InputLayer>& layers : inputs) {
    const std::vector<CurvePoint> points = gradient_points(setting, layers);
    for (int l = 0; l < setting.depth; ++l) {
      mean[l].value += share * points[l].value;
      mean[l].bias += share * points[l].bias;
      mean[l].variance += share * points[l].variance;
    }
  }
  Curve curve = new_curve("gradient_norm", "", "schoenholz2017");
  for (int l = 1; l <= setting.depth; ++l)
    add(curve, l, mean[l - 1]);
  keep_known_noise(curve, setting.noise);
  if (inputs.size() > 1) curve.variance.clear();
  return curve;
}

}  // namespace

void add_mlp_curves(const MlpSetting& setting, Prediction& prediction) {
  const Gram first = nngp_kernels(setting.layer, setting.inputs, 1).front();
  std::vector<std::vector<InputLayer>> inputs;
  add_curves(prediction, {"length_map", "activity", "kurtosis", "chi_length", "chi_1"}, [&] {
    std::map<double, std::vector<InputLayer>> by_length;
    std::vector<Curve> curves;
    for (std::size_t a = 0; a < first.size(); ++a) {
      const auto [found, fresh] = by_length.try_emplace(first[a][a]);
      if (fresh) found->second = input_layers(setting, first[a][a]);
      inputs.push_back(found->second);
      for (Curve& curve : input_curves(setting, std::to_string(a), inputs.back()))
        curves.push_back(std::move(curve));
    }
    return curves;
  });
  if (first.size() > 1)
    add_curves(prediction, {"correlation_map"}, [&] { return pair_curves(setting, first); });
  if (inputs.size() < first.size()) return;  // the others follow the lengths
  add_curves(prediction, {"gradient_norm"},
             [&] { return std::vector{gradient_curve(setting, inputs)}; });
  if (setting.exponents > 0)
    add_curves(prediction, {"lyapunov_spectrum"},
               [&] { return lyapunov_curves(setting, inputs.front(), setting.exponents); });
  if (setting.circle)
    add_curves(prediction, {"manifold_length", "manifold_curvature", "gauss_map_length"},
               [&] { return circle_curves(setting, inputs.front()); });
}

}  // namespace widefield
