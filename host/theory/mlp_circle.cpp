#include "host/theory/mlp_circle.hpp"

#include <cmath>

#include "host/theory/circle_noise.hpp"
#include "host/theory/gaussian_average.hpp"

namespace widefield {

std::vector<Curve> circle_curves(const MlpSetting& setting) {
  const LayerLaw& layer = setting.layer;
  CircleImage image = first_circle(layer, setting.inputs[0][0]);
  if (!std::isfinite(bend_square(layer.phi, image.length))) return {};
  Curve length = new_curve("manifold_length", "", "poole2016");
  Curve curvature = new_curve("manifold_curvature", "", "poole2016");
  Curve gauss = new_curve("gauss_map_length", "", "poole2016");
  CircleNoise noise;
  for (int l = 1; l <= setting.depth; ++l) {
    add(length, l, circle_length(image, noise));
    add(curvature, l, circle_curvature(image, noise));
    add(gauss, l, circle_gauss_length(image, noise));
    if (setting.noise) noise = circle_noise_step(layer, image, noise, setting.orthogonal);
    image = circle_step(layer, image);
  }
  std::vector<Curve> curves = {length, curvature, gauss};
  for (Curve& curve : curves) {
    keep_known_noise(curve, setting.noise);
    if (setting.inputs.size() > 1) curve.variance.clear();
  }
  return curves;
}

}  // namespace widefield
