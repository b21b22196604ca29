#pragma once
#include <cassert>

#include "kernels/cell/moving.hpp"
#include "kernels/engine/problem.hpp"
#include "kernels/engine/tile.hpp"
#include "widefield/dual.hpp"

// The mix of a cell over the copies of every neuron of a tile, batch by batch, its derivative along
// the tangents and the motion of the inputs, and its transpose. Rows: [copy], one field.
namespace widefield::inline WIDEFIELD_ISA {

/// The most inputs of a batch whose tangents pass a mix.
inline constexpr int most_mixed_inputs = 64;

/// The numbers of one neuron over the copies of a batch: every `step`-th row from `row` on.
template <class S, int stride>
struct BatchValues {
  TileRows<S, stride> rows;
  int row, step, j;

  WIDEFIELD_HD S& operator[](int a) const { return rows(row + a * step, j); }
};

/// f(first input, how many, j) for every batch and the four neurons of a lane.
template <class F>
WIDEFIELD_HD inline void for_each_batch(const Task& task, F f) {
  const int size = task.batch_size();
  for (int first = 0; first < task.copies.inputs; first += size)
    for (int j = 0; j < lane_neurons; ++j)
      f(first, size, j);
}

/// One direction of tangents, one of every input, through the derivative of the mix.
template <Cell C, class S, int stride>
WIDEFIELD_HD inline void mix_direction(const Problem<C>& problem, const BatchValues<S, stride>& of,
                                       int tangent, int size) {
  assert(size <= most_mixed_inputs);
  Dual<S, 1> h[most_mixed_inputs] = {};
  const BatchValues<S, stride> along{of.rows, of.row + 1 + tangent, of.step, of.j};
  for (int a = 0; a < size; ++a) {
    h[a] = Dual<S, 1>(of[a]);
    h[a].derivative[0] = along[a];
  }
  C::mix(problem.cell, h, size);
  for (int a = 0; a < size; ++a)
    along[a] = h[a].derivative[0];
}

/// The motion of the inputs along their curve through the mix.
template <Cell C, class S, int stride>
WIDEFIELD_HD inline void mix_motion(const Problem<C>& problem, const BatchValues<S, stride>& of,
                                    int size) {
  assert(size <= most_mixed_inputs);
  Moving<S> h[most_mixed_inputs] = {};
  const int velocity = 1 + problem.copies.tangents;
  const BatchValues<S, stride> first{of.rows, of.row + velocity, of.step, of.j};
  const BatchValues<S, stride> second{of.rows, of.row + velocity + 1, of.step, of.j};
  for (int a = 0; a < size; ++a)
    h[a] = moving(of[a], first[a], second[a]);
  C::mix(problem.cell, h, size);
  for (int a = 0; a < size; ++a) {
    first[a] = velocity_of(h[a]);
    second[a] = acceleration_of(h[a]);
  }
}

/// In place: first every direction of tangents and the motion, then the values. Cells without a mix
/// pass unchanged.
template <Cell C, class S, int stride>
WIDEFIELD_HD inline void mix_fields(const Problem<C>& problem, TileRows<S, stride> fields) {
  if constexpr (MixingCell<C>)
    for_each_batch(problem, [&](int first, int size, int j) {
      const Copies& copies = problem.copies;
      const BatchValues<S, stride> values{fields, copies.value(first), copies.slots(), j};
      for (int t = 0; t < copies.tangents; ++t)
        mix_direction(problem, values, t, size);
      if (copies.moving) mix_motion(problem, values, size);
      C::mix(problem.cell, values, size);
    });
}

/// Adjoints of the mixed values to those of the values before, in place. adjoint: [input].
template <Cell C, class S, int stride>
WIDEFIELD_HD inline void pull_mix(const Problem<C>& problem, TileRows<S, stride> fields,
                                  TileRows<S, stride> adjoint) {
  if constexpr (MixingCell<C>)
    for_each_batch(problem, [&](int first, int size, int j) {
      const Copies& copies = problem.copies;
      C::mix_transposed(problem.cell,
                        BatchValues<S, stride>{fields, copies.value(first), copies.slots(), j},
                        BatchValues<S, stride>{adjoint, first, 1, j}, size);
    });
}

}  // namespace widefield::inline WIDEFIELD_ISA
