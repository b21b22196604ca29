#pragma once
#include "host/architecture/batch_norm/moments.hpp"

namespace widefield {

/// Batch normalisation with infinite batches and without epsilon, when the normalised fields of a
/// neuron are independent normal numbers z.
struct BatchLimit {
  double square, mean;  // E f^2, and E f: then q* and the square root of q* c*
  double gradient;      // E f'^2 / Var f, in the directions G and L
  double forward_L;     // E (z^2 - 1)(f - E f)^2 / 2 Var f: above 1 the symmetric state is unstable
  double cross_batch;   // (E z f)^2 / Var f, also in the direction M, both ways
};
BatchLimit batch_limit(const BatchActivation& f);

}  // namespace widefield
