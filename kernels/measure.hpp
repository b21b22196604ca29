#pragma once
#include "kernels/engine/tile/problem.hpp"
#include "kernels/engine/tile/record_map.hpp"
#include "widefield/experiment.hpp"
#include "widefield/primitive.hpp"

namespace widefield {

/// What the observables of an experiment ask for together.
struct Measured {
  PrimitiveSet primitives = 0;
  bool pairs = false;
  int tangents = 0;

  bool has(Primitive p) const { return primitives & bit_of(p); }
  /// Needs the inputs to be points of a curve.
  bool moves() const { return has(Primitive::velocity_square); }
  /// Something that back-propagation finds.
  bool gradients() const { return primitives & gradient_primitives; }
};

/// Throws InputError for an observable that does not exist.
Measured measured(const Experiment& experiment);

/// Inputs that a mix of the architecture takes together; 0 where it has none.
int batch_of(const Experiment& experiment);

/// Inputs, their tangents, and their motion along the manifold.
Copies copies_of(const Experiment& experiment);

/// Where the primitives stand in a network's record.
RecordMap record_map(const Experiment& experiment);

}  // namespace widefield
