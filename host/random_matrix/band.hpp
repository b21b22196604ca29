#pragma once
#include <algorithm>
#include <cmath>

#include "widefield/jacobian.hpp"

namespace widefield {

/// Follows the density of a band from its upper edge down to `lowest`. A path has log_edge(),
/// log_lambda() where it stands, advance(log_lambda) downwards and density(). Near the edge the
/// density grows like the root of the distance: equal steps of that root make the trapezoid rule
/// accurate.
template <class Path>
JacobianDensity follow_band(Path path, double lowest) {
  JacobianDensity result;
  const double span = path.log_edge() - std::log(lowest);
  const int points = std::max(200, static_cast<int>(span * 8));
  for (int i = 1; i <= points; ++i) {
    const double root = static_cast<double>(i) / points;
    const double log_lambda = path.log_edge() - span * root * root;
    if (log_lambda >= path.log_lambda()) continue;
    path.advance(log_lambda);
    result.lambda.push_back(std::exp(log_lambda));
    result.density.push_back(path.density());
  }
  return result;
}

}  // namespace widefield
