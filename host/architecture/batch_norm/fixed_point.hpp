#pragma once
#include "host/architecture/batch_norm/layer.hpp"

namespace widefield {

/// The state of a batch that no permutation changes (BSB1) which a network reaches.
struct BatchFixedPoint {
  double mu;  // 0: the fields of a batch become equal, as epsilon wins
  BatchStep step;
  bool stable;  // also against what permutations change: every forward rate is below 1
};

/// The fixed point that the fields reach from `mu`. Without epsilon there is one, reached in one
/// layer from everywhere; with it the map of mu increases, and the root next to `mu` is bracketed
/// and polished, which stays fast where the iteration slows down.
BatchFixedPoint batch_fixed_point(BatchLayer& layer, double mu);

/// Where two things happen as epsilon grows.
struct BatchCritical {
  double epsilon;           // beyond it only mu = 0 is left
  double gradient_epsilon;  // gradients at mu = 0 stop growing; later, where f has a corner at 0
};

/// A layer depends on epsilon/mu alone, so that mu is a fixed point of epsilon = mu g(mu), g the
/// map at epsilon = 1 divided by mu: the critical one is the largest g. Where that is g(0),
/// sigma_w^2 f'(0)^2 for smooth f, mu goes to 0 continuously, elsewhere it jumps. Infinite for f(y)
/// ~ |y|^p at 0 with p < 1.
BatchCritical batch_critical(const BatchLaw& law);

}  // namespace widefield
