#include "host/architecture/mean_field/circle.hpp"

#include <limits>

#include "host/gaussian/gaussian_average.hpp"

namespace widefield {
namespace {

double bend_factor(const LayerLaw& layer, double q) {
  return layer.weight_variance * bend_square(layer.phi, q) / layer.keep;
}

}  // namespace

CircleImage first_circle(const LayerLaw& layer, double squared_norm) {
  const double speed = layer.weight_variance * squared_norm;
  return {speed + layer.bias_variance, speed, 1 / speed};
}

CircleImage circle_step(const LayerLaw& layer, const CircleImage& image) {
  const double chi_1 = gradient_factor(layer, image.length);
  const double fresh = 3 * bend_factor(layer, image.length) / (chi_1 * chi_1);
  return {length_step(layer, image.length), chi_1 * image.speed, fresh + image.curvature / chi_1};
}

std::vector<CircleImage> circle_images(const LayerLaw& layer, double squared_norm, int depth) {
  std::vector<CircleImage> images = {first_circle(layer, squared_norm)};
  while (static_cast<int>(images.size()) < depth)
    images.push_back(circle_step(layer, images.back()));
  return images;
}

double gauss_limit(const LayerLaw& layer, double q, double g) {
  const double chi_1 = gradient_factor(layer, q);
  if (chi_1 >= 1) return std::numeric_limits<double>::infinity();
  return 1 + 3 * bend_factor(layer, q) * g / (chi_1 * (1 - chi_1));
}

}  // namespace widefield
