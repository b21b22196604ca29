#pragma once
#include "host/gaussian/nonlinearity.hpp"

namespace widefield {

/// What batch normalisation applies to a normalised field: f(y) = phi(scale y + shift), with the
/// trained scale and shift (gamma and beta of the paper; 1 and 0 at the start of training).
struct BatchActivation {
  Nonlinearity phi;
  double scale = 1, shift = 0;
};

/// A batch of B fields of one neuron after normalisation: y_1 ... y_B with sum y_a = 0 and
/// sum y_a^2 = B rho^2, uniform on that sphere of B - 2 dimensions. rho = 1 without epsilon.
struct BatchSphere {
  int batch;
  double rho = 1;
};

/// E f(y)^2 y^k, or of f'.
struct FieldMoments {
  double zero = 0, two = 0, four = 0;
};

/// E f(y_1) f(y_2) y_1^a y_2^b, or of f'.
struct PairMoments {
  double m00 = 0, m11 = 0, m20 = 0, m22 = 0, m31 = 0;
};

/// Averages over the sphere, of f(y) - f(0): what batch normalisation does with Gram matrices and
/// gradients does not depend on a constant, and without it nothing cancels where rho is small.
struct BatchMoments {
  double constant = 0;  // f(0)
  double mean = 0;      // E (f - f(0))
  double response = 0;  // E y f(y)
  FieldMoments square, slope_square;
  PairMoments product, slope_product;
  // With the constant: E f(y)^4 and E f(y_1)^2 f(y_2)^2.
  double fourth = 0, square_product = 0;
};

/// Closed forms for activations homogeneous in y, else quadrature.
BatchMoments batch_moments(const BatchActivation& f, const BatchSphere& sphere);

/// By quadrature, whatever f: y_1 is a height of a sphere of B - 1 dimensions, y_2 given y_1 one of
/// a sphere of B - 2. Kinks, and where they leave the sphere, become borders of panels.
BatchMoments batch_moments_by_quadrature(const BatchActivation& f, const BatchSphere& sphere);

}  // namespace widefield
