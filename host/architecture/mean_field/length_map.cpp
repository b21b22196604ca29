#include "host/architecture/mean_field/length_map.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "host/gaussian/gaussian_average.hpp"
#include "host/gaussian/roots.hpp"
#include "widefield/activation/catalog.hpp"

namespace widefield {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double rounding = 1e-14;

bool is_linear_map(const LayerLaw& layer) {
  return layer.phi.homogeneous && layer.phi.homogeneous->power == 1;
}

// V(q) = slope q + sigma_b^2.
std::vector<FixedPoint> linear_map_points(const LayerLaw& layer) {
  const double slope = length_slope(layer, 1);
  if (layer.bias_variance == 0 && std::abs(slope - 1) > rounding) return {{0, slope, slope < 1}};
  if (slope < 1 - rounding) return {{layer.bias_variance / (1 - slope), slope, true}};
  return {};
}

bool zero_is_fixed(const LayerLaw& layer) {
  return layer.bias_variance == 0 && vanishes_at_zero(layer.phi);
}

// Newton's step from a root of (V - q)/q, which knows q only as an exponential.
double polished(const LayerLaw& layer, double q) {
  const double slope = length_slope(layer, q), step = (length_step(layer, q) - q) / (1 - slope);
  return std::abs(step) < 1e-6 * q ? q + step : q;
}

// From the sign of V - q on either side: right also where the slope is 1.
void decide_stability(const LayerLaw& layer, std::vector<FixedPoint>& points) {
  const auto drift = [&](double q) { return length_step(layer, q) - q; };
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double q = points[i].value;
    const double below = i == 0 ? 0.5 * q : 0.5 * (points[i - 1].value + q);
    const double next = i + 1 < points.size() ? 0.5 * (points[i + 1].value + q) : 2 * q;
    const double above = q == 0 && i + 1 == points.size() ? 1 : next;
    const bool kept_below = q == 0 || drift(below) > 0;
    points[i].stable = kept_below && drift(above) < 0;
  }
}

}  // namespace

LayerLaw layer_law(const Network& network) {
  return {nonlinearity(network), network.weight_variance, network.bias_variance,
          network.dropout_keep};
}

LayerLaw in_units(const LayerLaw& layer, int exponent) {
  constexpr int farthest = 120;
  if (exponent == 0) return layer;
  LayerLaw scaled_layer = layer;
  const double unit = std::ldexp(1.0, std::clamp(exponent, -farthest, farthest));
  Scaling around = layer.phi.activation.scaling;
  around.input_scale *= unit;
  around.output_scale /= unit;
  scaled_layer.phi = nonlinearity(scaled(layer.phi.activation, around));
  scaled_layer.bias_variance = std::ldexp(layer.bias_variance, -2 * exponent);
  return scaled_layer;
}

int units_for(double q) {
  constexpr double far = 1e60;
  if (!(q > 0) || !std::isfinite(q) || (q < far && q > 1 / far)) return 0;
  return std::ilogb(q) / 2;
}

double length_step(const LayerLaw& layer, double q) {
  return layer.weight_variance * square(layer.phi, q) / layer.keep + layer.bias_variance;
}

double length_slope(const LayerLaw& layer, double q) {
  return layer.weight_variance * square_slope(layer.phi, q) / layer.keep;
}

double gradient_factor(const LayerLaw& layer, double q) {
  return layer.weight_variance * slope_square(layer.phi, q) / layer.keep;
}

bool keeps_every_length(const LayerLaw& layer) {
  return is_linear_map(layer) && layer.bias_variance == 0 &&
         std::abs(length_slope(layer, 1) - 1) <= rounding;
}

std::vector<FixedPoint> length_fixed_points(const LayerLaw& layer) {
  if (is_linear_map(layer)) return linear_map_points(layer);
  std::vector<FixedPoint> points;
  if (zero_is_fixed(layer)) points.push_back({0, length_slope(layer, 0), false});
  for (double q : positive_roots([&](double at) { return length_step(layer, at) / at - 1; })) {
    q = polished(layer, q);
    points.push_back({q, length_slope(layer, q), false});
  }
  decide_stability(layer, points);
  return points;
}

bool length_escapes(const LayerLaw& layer, const std::vector<FixedPoint>& points) {
  if (keeps_every_length(layer)) return false;
  const double last = points.empty() ? 0 : points.back().value;
  return length_step(layer, 2 * last + 1) > 2 * last + 1;
}

double length_limit(const LayerLaw& layer, const std::vector<FixedPoint>& points, double q) {
  if (keeps_every_length(layer)) return q;
  for (const FixedPoint& point : points)
    if (std::abs(q - point.value) <= rounding * q) return point.value;
  const bool grows = length_step(layer, q) > q;
  double limit = grows ? infinite : 0;
  for (const FixedPoint& point : points) {
    if (grows && point.value > q) return point.value;
    if (!grows && point.value < q) limit = point.value;
  }
  return limit;
}

std::vector<double> length_curve(const LayerLaw& layer, double first, int depth) {
  std::vector<double> q = {first};
  while (static_cast<int>(q.size()) < depth)
    q.push_back(length_step(layer, q.back()));
  return q;
}

double depth_scale(double factor) {
  const double size = std::abs(factor);
  if (std::abs(size - 1) < critical_width) return infinite;
  return size == 0 || std::isinf(size) ? 0 : -1 / std::log(size);
}

}  // namespace widefield
