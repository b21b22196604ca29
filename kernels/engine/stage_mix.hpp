#pragma once
#include "kernels/cell/moving.hpp"
#include "kernels/engine/stage.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The mix of a cell over the copies of every neuron of a tile, its derivative along the tangents,
/// and its transpose. Cells without a mix pass unchanged. Rows: [copy], one field.
template <Cell C, class Team>
struct StageMix {
  using S = typename Team::Scalar;
  using Rows = typename Team::Rows;

  const Problem<C>& problem;

  /// In place: first every direction of tangents (one tangent of every input) and the motion of the
  /// inputs, then the values.
  WIDEFIELD_HD void mix_fields(Rows fields) const {
    if constexpr (MixingCell<C>) {
      assert(problem.copies.inputs <= most_mixed_inputs);
      for (int j = 0; j < lane_neurons; ++j) {
        for (int t = 0; t < problem.copies.tangents; ++t)
          mix_direction(fields, j, t);
        if (problem.copies.moving) mix_motion(fields, j);
        S h[most_mixed_inputs] = {};
        load_values(fields, j, h);
        C::mix(problem.cell, h, problem.copies.inputs);
        for (int a = 0; a < problem.copies.inputs; ++a)
          fields(problem.copies.value(a), j) = h[a];
      }
    }
  }

  /// Adjoints of the mixed values to those of the values before, in place. adjoint: [input].
  WIDEFIELD_HD void pull_mix(Rows fields, Rows adjoint) const {
    if constexpr (MixingCell<C>) {
      const int inputs = problem.copies.inputs;
      for (int j = 0; j < lane_neurons; ++j) {
        S h[most_mixed_inputs] = {}, d[most_mixed_inputs] = {};
        load_values(fields, j, h);
        for (int a = 0; a < inputs; ++a)
          d[a] = adjoint(a, j);
        C::mix_transposed(problem.cell, h, d, inputs);
        for (int a = 0; a < inputs; ++a)
          adjoint(a, j) = d[a];
      }
    }
  }

 private:
  WIDEFIELD_HD void load_values(Rows fields, int j, S* h) const {
    for (int a = 0; a < problem.copies.inputs; ++a)
      h[a] = fields(problem.copies.value(a), j);
  }

  WIDEFIELD_HD void mix_direction(Rows fields, int j, int t) const {
    const Copies& copies = problem.copies;
    Dual<S, 1> h[most_mixed_inputs] = {};
    for (int a = 0; a < copies.inputs; ++a) {
      h[a] = Dual<S, 1>(fields(copies.value(a), j));
      h[a].derivative[0] = fields(copies.tangent(a, t), j);
    }
    C::mix(problem.cell, h, copies.inputs);
    for (int a = 0; a < copies.inputs; ++a)
      fields(copies.tangent(a, t), j) = h[a].derivative[0];
  }

  WIDEFIELD_HD void mix_motion(Rows fields, int j) const {
    const Copies& copies = problem.copies;
    Moving<S> h[most_mixed_inputs] = {};
    for (int a = 0; a < copies.inputs; ++a)
      h[a] = moving(fields(copies.value(a), j), fields(copies.velocity(a), j),
                    fields(copies.acceleration(a), j));
    C::mix(problem.cell, h, copies.inputs);
    for (int a = 0; a < copies.inputs; ++a) {
      fields(copies.velocity(a), j) = velocity_of(h[a]);
      fields(copies.acceleration(a), j) = acceleration_of(h[a]);
    }
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
