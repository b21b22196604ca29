#pragma once
#include <map>

#include "host/architecture/batch_norm/modes.hpp"
#include "host/architecture/batch_norm/radius.hpp"

namespace widefield {

/// A layer h = W f(normalised h) + b at infinite width. Biases drop out: they are the same for the
/// whole batch; without epsilon so does sigma_w.
struct BatchLaw {
  BatchActivation f;
  int batch;
  double weight_variance = 1, epsilon = 0;
};

/// What a layer does to a batch whose fields have the covariance Sigma with G Sigma G = mu G.
struct BatchStep {
  double mean, square, product;   // E f, E f^2, E f(y_1) f(y_2) of its signals
  double contrast;                // square - product; mu of the fields above is sigma_w^2 times it
  BatchRates forward;             // factors of small changes of Sigma
  BatchRates gradient;            // factors of E[gradient gradient^T] on the way down
  double fourth, square_product;  // E f^4, E f(y_1)^2 f(y_2)^2
  double cross_batch;  // factor of the covariance of two batches, forward and on the way down
};

/// The map of a layer on batches that no permutation changes [yang2019; with epsilon derived from
/// the same two formulas: sum over c of (G_ac - y_a y_c / B)(G_bc - y_b y_c / B) / s^2 for
/// gradients, the score of a normal law for Sigma]. Averages over spheres are kept for every mu.
class BatchLayer {
 public:
  explicit BatchLayer(BatchLaw law);

  const BatchLaw& law() const { return law_; }
  /// mu of the fields above.
  double next(double mu);
  BatchStep step(double mu);
  /// As mu goes to 0 with epsilon > 0: fields so small that f is linear, or of two slopes.
  BatchStep step_at_zero() const;

 private:
  const BatchModes& shell(int index);

  BatchLaw law_;
  BatchRadii radii_;
  std::map<int, BatchModes> shells_;
};

}  // namespace widefield
