#include "host/theory/batch_norm_residual.hpp"

#include <cmath>

namespace widefield {

std::vector<BatchResidualPoint> batch_residual_curve(BatchLayer& branch, double branch_variance,
                                                     double mu, int depth) {
  const double weight_variance = branch.law().weight_variance;
  std::vector<BatchResidualPoint> points = {{mu, 0}};
  double growth = 0;  // from state 0 on
  for (int l = 1; l <= depth; ++l) {
    const BatchStep step = branch.step(weight_variance * points.back().mu);
    growth += std::log1p(branch_variance * step.gradient.G);
    points.push_back({points.back().mu + branch_variance * step.contrast, -growth});
  }
  for (BatchResidualPoint& point : points)
    point.log_gradients += growth;
  return points;
}

}  // namespace widefield
