#include "host/architecture/residual/pair.hpp"

#include <cmath>

#include "host/architecture/mean_field/curve_point.hpp"
#include "host/architecture/residual/noise.hpp"
#include "host/gaussian/pair_average.hpp"

namespace widefield {
namespace {

struct PairLayer {
  ResidualPair states;
  LinearNoise noise;  // of (P_a, P_b, Gamma)
};

// A ratio of means c = g / sqrt(a b), by the delta method; g moves by `scale` times the noise.
CurvePoint ratio_point(double c, double a, double b, double scale, const LinearNoise& noise) {
  const Vector3 gradient = {-scale * c / (2 * a), -scale * c / (2 * b), scale / std::sqrt(a * b)};
  return {c, dot(gradient, noise.bias), quadratic(gradient, noise.covariance)};
}

CurvePoint correlation_point(const PairLayer& at) {
  return ratio_point(at.states.correlation(), at.states.a.norm, at.states.b.norm, 1, at.noise);
}

// A mean of ((P_a + P_b)/2 - Gamma), which is linear.
CurvePoint distance_point(const PairLayer& at) {
  const Vector3 gradient = {0.5, 0.5, -1};
  return {at.states.half_distance, dot(gradient, at.noise.bias),
          quadratic(gradient, at.noise.covariance)};
}

CurvePoint field_point(const ResidualBlock& block, const PairLaw& law, const PairLayer& below) {
  return ratio_point(law.correlation(), law.qa, law.qb, block.variances.weight, below.noise);
}

PairLayer next_layer(const ResidualSetting& setting, const ResidualBlock& block, const PairLaw& law,
                     const PairLayer& below) {
  if (!setting.noise)
    return {next_pair(setting.phi, block, below.states, difference_square(setting.phi, law)), {}};
  const PairAverages f = pair_averages(setting.phi, law);
  const NoiseStep step = residual_pair_step(setting.phi, block, below.states, f);
  return {next_pair(setting.phi, block, below.states, f.difference), propagate(below.noise, step)};
}

ResidualPair first_pair(const Gram& inputs, std::size_t a, std::size_t b) {
  const double pa = inputs[a][a], pb = inputs[b][b];
  return {{pa, 0}, {pb, 0}, 0.5 * (pa + pb) - inputs[a][b]};
}

}  // namespace

std::vector<Curve> residual_pair_curves(const ResidualSetting& setting, std::size_t a,
                                        std::size_t b) {
  const std::string component = std::to_string(a) + "," + std::to_string(b);
  std::vector<Curve> curves = {new_curve("state_correlation", component, "yang2017"),
                               new_curve("metric_expressivity", component, "yang2017"),
                               new_curve("correlation_map", component, "yang2017")};
  PairLayer at{first_pair(setting.inputs, a, b), {}};
  int layer = 0;
  for (const ResidualBlock& block : setting.blocks) {
    const PairLaw law = field_law(block, at.states);
    add(curves[2], ++layer, field_point(block, law, at));
    at = next_layer(setting, block, law, at);
    add(curves[0], layer, correlation_point(at));
    add(curves[1], layer, distance_point(at));
  }
  for (Curve& curve : curves)
    keep_known_noise(curve, setting.noise);
  return curves;
}

}  // namespace widefield
