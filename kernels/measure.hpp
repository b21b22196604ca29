#pragma once
#include "kernels/engine/tile/problem.hpp"
#include "kernels/observable/observable.hpp"
#include "widefield/experiment.hpp"

namespace widefield {

/// What the observables of an experiment ask for together.
struct Measured {
  PrimitiveSet primitives = 0;
  bool pairs = false;
  int tangents = 0;

  bool has(Primitive p) const { return primitives & set_of({p}); }
  /// Needs the inputs to be points of a curve.
  bool moves() const { return has(Primitive::velocity_square); }
  /// Something that back-propagation finds.
  bool gradients() const {
    bool any = false;
    for (int p = 0; p < primitive_count; ++p)
      any |= is_gradient(Primitive(p)) && has(Primitive(p));
    return any;
  }
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
