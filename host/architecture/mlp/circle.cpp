#include "host/architecture/mlp/circle.hpp"

#include <cmath>

#include "host/architecture/mean_field/circle_noise.hpp"

namespace widefield {
namespace {

Curve length_curve(const std::vector<CircleImage>& images, const std::vector<InputLayer>& layers) {
  Curve curve = new_curve("manifold_length", "", "poole2016");
  for (std::size_t l = 0; l < images.size(); ++l)
    add(curve, static_cast<int>(l) + 1, circle_length(images[l], layers[l].tangent));
  return curve;
}

std::vector<Curve> bend_curves(const MlpSetting& setting, const std::vector<CircleImage>& images) {
  Curve curvature = new_curve("manifold_curvature", "", "poole2016");
  Curve gauss = new_curve("gauss_map_length", "", "poole2016");
  CircleNoise noise;
  for (std::size_t l = 0; l < images.size(); ++l) {
    if (l > 0 && setting.noise)
      noise = circle_noise_step(setting.layer, images[l - 1], noise, setting.orthogonal);
    add(curvature, static_cast<int>(l) + 1, circle_curvature(images[l], noise));
    add(gauss, static_cast<int>(l) + 1, circle_gauss_length(images[l], noise));
  }
  return {curvature, gauss};
}

}  // namespace

std::vector<Curve> circle_curves(const MlpSetting& setting, const std::vector<InputLayer>& layers) {
  const auto images = circle_images(setting.layer, setting.inputs[0][0], setting.depth);
  std::vector<Curve> curves = {length_curve(images, layers)};
  if (std::isfinite(circle_step(setting.layer, images.front()).curvature))
    for (Curve& curve : bend_curves(setting, images))
      curves.push_back(std::move(curve));
  for (Curve& curve : curves) {
    keep_known_noise(curve, setting.noise);
    if (setting.inputs.size() > 1) curve.variance.clear();
  }
  return curves;
}

}  // namespace widefield
