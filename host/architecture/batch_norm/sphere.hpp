#pragma once
#include <vector>

namespace widefield {

/// Nodes and weights (sum 1) for the height sin(e) of a uniform point on the unit sphere of some
/// dimension d: -pi/2 <= e <= pi/2 has density ~ cos(e)^(d-2). In one dimension two points.
struct HeightRule {
  std::vector<double> sine, cosine, weight;
};

/// What a height rule must resolve.
struct HeightFeatures {
  double scale;              // of the height over which functions vary
  std::vector<double> cuts;  // angles where they are singular, like half-integer powers at worst
};

/// Accurate to rounding for functions that are analytic between the cuts. Gauss-Legendre on panels
/// of the angle, in which densities of every dimension are smooth; where there are cuts, in a
/// variable that makes square roots at both ends of a piece analytic.
HeightRule height_rule(int dimension, const HeightFeatures& features);

}  // namespace widefield
