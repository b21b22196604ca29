#pragma once
#include <array>

#include "host/gaussian/nonlinearity.hpp"
#include "host/gaussian/quadrature.hpp"

// The rules of the one-step tests. They stand beside those of the theory (quadrature.hpp) because
// what they give is measured: it must have the same bits on every processor, so it uses basic
// operations and our own exp only, where the theory uses a library's.
namespace widefield {

/// Gauss-Legendre on [-1, 1], made from basic operations.
inline constexpr int legendre_points = 16;
struct Legendre {
  std::array<double, legendre_points> node, weight;
};
const Legendre& legendre_rule();

/// Nodes h (not in units of sqrt(q)) and weights w of E f(h) = sum w f(h) for h ~ N(0, q): 16-point
/// Gauss-Legendre on panels that start at every kink and are as long as the distance to the nearest
/// singularity, within 12.5 standard deviations.
Rule portable_rule(const Nonlinearity& phi, double q);

}  // namespace widefield
