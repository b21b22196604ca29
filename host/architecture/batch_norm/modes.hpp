#pragma once
#include "host/architecture/batch_norm/moments.hpp"

namespace widefield {

/// Directions of B x B matrices that permutations of the batch do not mix, orthogonal to constants:
/// G = 1 - 1 1^T / B itself; L = G D G with a diagonal D of trace 0; M with zero diagonal and zero
/// row sums.
struct BatchRates {
  double G = 0, L = 0, M = 0;
};

/// What one shell of the sphere gives the map of a layer, to be averaged over the radius with
/// s^2 = mu r^2 / B + epsilon.
struct BatchModes {
  double mean, square, product;   // E f, E f^2, E f(y_1) f(y_2)
  double contrast;                // square - product
  double response;                // E y f(y)
  double fourth, square_product;  // E f^4, E f(y_1)^2 f(y_2)^2
  BatchRates forward;             // times sigma_w^2 s^2 / mu^2; G is not set
  BatchRates gradient;            // times sigma_w^2 / s^2
};

/// [yang2019], with rho < 1 where there is an epsilon. L and M where there are such directions: B
/// at least 3 and 4.
BatchModes batch_modes(const BatchSphere& sphere, const BatchMoments& moments);

}  // namespace widefield
