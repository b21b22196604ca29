#include "host/architecture/mean_field/curve_point.hpp"

#include <algorithm>
#include <cmath>

namespace widefield {

Curve new_curve(std::string observable, std::string component, std::string citation) {
  Curve curve;
  curve.observable = std::move(observable);
  curve.component = std::move(component);
  curve.citation = std::move(citation);
  return curve;
}

void add(Curve& curve, int layer, const CurvePoint& point) {
  curve.layer.push_back(layer);
  curve.value.push_back(point.value);
  curve.bias.push_back(point.bias);
  curve.variance.push_back(std::max(0.0, point.variance));
}

namespace {

bool all_finite(const std::vector<double>& numbers) {
  return std::all_of(numbers.begin(), numbers.end(), [](double x) { return std::isfinite(x); });
}

}  // namespace

void keep_known_noise(Curve& curve, bool known) {
  if (known && all_finite(curve.bias) && all_finite(curve.variance)) return;
  curve.bias.clear();
  curve.variance.clear();
}

}  // namespace widefield
