#pragma once
#include <array>
#include <vector>

#include "widefield/experiment.hpp"

namespace widefield {

/// Gauss-Legendre on [-1, 1], made from basic operations: the same bits on every processor.
inline constexpr int legendre_points = 16;
struct Legendre {
  std::array<double, legendre_points> node, weight;
};
const Legendre& legendre_rule();

/// What a quadrature has to know about an activation: where it is not smooth, how far the nearest
/// pole of its smooth pieces is from the real axis, and the longest step it allows (an entire
/// function that oscillates needs a limit, others have none).
struct Smoothness {
  std::vector<double> kinks;
  double pole_distance = 1.5;
  double longest_step = 1e30;
};
Smoothness smoothness(const Network& network);

/// Nodes h and weights w of E f(h) = sum w f(h) for h ~ N(0, q): 16-point Gauss-Legendre on panels
/// that start at every kink and are as long as the distance to the nearest pole, within 12.5
/// standard deviations. Basic operations and our own exp only: the same bits on every processor.
struct GaussianRule {
  std::vector<double> node, weight;
};
GaussianRule gaussian_rule(double q, const Smoothness& smoothness);

}  // namespace widefield
