#include "host/architecture/mlp/curves.hpp"

#include <cmath>
#include <map>
#include <string>
#include <tuple>

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
  keep_known_noise(curve, setting.noise);
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
  for (Curve& curve : lyapunov_curves(setting, inputs.front(), setting.exponents))
    curves.push_back(std::move(curve));
  if (setting.circle)
    for (Curve& curve : circle_curves(setting, inputs.front()))
      curves.push_back(std::move(curve));
  return curves;
}

}  // namespace widefield
