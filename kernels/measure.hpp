#pragma once
#include <vector>

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

/// What follows from an experiment at every width: derived once, handed on.
struct Derived {
  Measured measured;
  Copies copies;             // inputs, their tangents, and their motion along the manifold
  int batch = 0;             // inputs that a mix of the architecture takes together; 0: it has none
  std::vector<double> gram;  // [copies][copies], see copy_gram
  RecordMap record;          // where the primitives stand in a network's record
};

/// Throws InputError for an observable that does not exist.
Derived derive(const Experiment& experiment);

/// x_a . x_b / N of all copies below layer 1: the inputs as the experiment gives them, the tangents
/// orthonormal (|u|^2 = N) and orthogonal to every input, the motion of points on a circle in its
/// angle. [copies][copies]
std::vector<double> copy_gram(const Inputs& inputs, const Copies& copies);

}  // namespace widefield
