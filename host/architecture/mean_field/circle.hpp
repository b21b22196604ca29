#pragma once
#include <vector>

#include "host/architecture/mean_field/length_map.hpp"

// The image of a circle of inputs x(theta) = sqrt(N r) (u cos theta + w sin theta) in the layers of
// a network at infinite width [poole2016]. Its velocity h' and acceleration h'' are derivatives in
// theta. Pre-activations are a Gaussian process of theta with covariance C(Delta), and
// C -> sigma_w^2 F(C) + sigma_b^2; the chain rule at Delta = 0 gives the recursion.
namespace widefield {

/// One layer: per neuron, the squared length of h and of its velocity, and the squared curvature.
struct CircleImage {
  double length;     // q = |h|^2 / N
  double speed;      // g = |h'|^2 / N = -C''(0)
  double curvature;  // N kappa^2 = |h''|^2 N / |h'|^4 = C''''(0) / C''(0)^2

  /// The squared speed of the unit tangent, g^G = kappa^2 |h'|^2.
  double gauss() const { return curvature * speed; }
};

/// Layer 1: q = sigma_w^2 r + sigma_b^2, g = sigma_w^2 r, N kappa^2 = 1/g: a circle, shifted by the
/// bias. `squared_norm` is r = |x|^2 / N.
CircleImage first_circle(const LayerLaw& layer, double squared_norm);

/// q' = V(q), g' = chi_1 g, curvature' = 3 chi_2 / chi_1^2 + curvature / chi_1 with chi_1 and
/// chi_2 = sigma_w^2 <phi''^2> at this q; exact at every q, not only at the fixed point. Infinite
/// curvature where phi' jumps: the image has corners. [theory sheet, section 2]
CircleImage circle_step(const LayerLaw& layer, const CircleImage& image);

/// Layers 1 to depth.
std::vector<CircleImage> circle_images(const LayerLaw& layer, double squared_norm, int depth);

/// The limit of g^G for a circle of squared speed g at the fixed point q in the ordered phase,
/// where the image shrinks to a point of finite bend: 1 + 3 chi_2 g / (chi_1 (1 - chi_1)). Infinite
/// in the chaotic phase. Where the curvature tends to there: curvature_fixed_point.
double gauss_limit(const LayerLaw& layer, double q, double g);

}  // namespace widefield
