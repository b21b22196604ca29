#pragma once
#include <array>

#include "host/architecture/mean_field/circle.hpp"
#include "host/architecture/mean_field/curve_point.hpp"
#include "host/architecture/mean_field/linear_noise.hpp"

// Fluctuations and biases to order 1/N of the Gram matrix of (h, h', h'') along the image of a
// circle. The Gram matrix is a Markov chain as that of any copies is
// (host/architecture/mean_field/linear_noise.hpp), with the signals phi, phi' h', phi' h'' + phi''
// h'^2 and a bias for h alone.
namespace widefield {

/// Entries of the Gram matrix, in units that make the speed 1 in every layer: h' over the root of
/// g, h'' over g. At infinite width they are q, 0, -1, 1, 0, N kappa^2.
enum CircleEntry {
  value_value,
  value_velocity,
  value_acceleration,
  velocity_velocity,
  velocity_acceleration,
  acceleration_acceleration,
  circle_entries
};

/// E G = G + bias/N, Cov = covariance/N.
struct CircleNoise {
  std::array<double, circle_entries> bias{};
  std::array<std::array<double, circle_entries>, circle_entries> covariance{};
};

/// From the noise at the layer of `image` to that of the next one.
CircleNoise circle_noise_step(const LayerLaw& layer, const CircleImage& image,
                              const CircleNoise& noise, bool orthogonal);

// Functions of the ensemble means g, |h''|^2 / N and h'.h'' / N at a layer.
/// L^E / sqrt(N) = 2 pi sqrt(g), where phi' may jump: to the length a velocity is as good as any
/// tangent.
CurvePoint circle_length(const CircleImage& image, const LinearNoise& tangent);
/// N kappa^2.
CurvePoint circle_curvature(const CircleImage& image, const CircleNoise& noise);
/// L^G = 2 pi sqrt(g^G), the length of the path of the unit tangent.
CurvePoint circle_gauss_length(const CircleImage& image, const CircleNoise& noise);

}  // namespace widefield
