#pragma once
#include <cassert>

#include "kernels/cell/moving.hpp"
#include "kernels/engine/tile/problem.hpp"
#include "kernels/engine/tile/tile.hpp"
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

/// The rows `by` behind those of a batch.
template <class S, int stride>
WIDEFIELD_HD inline BatchValues<S, stride> behind(const BatchValues<S, stride>& of, int by) {
  return {of.rows, of.row + by, of.step, of.j};
}

/// One direction of tangents, one of every input, through the derivative of the mix.
template <Cell C, class S, int stride>
WIDEFIELD_HD inline void mix_direction(const Problem<C>& problem, const BatchValues<S, stride>& of,
                                       int tangent, int size,
                                       const BatchValues<S, stride>& result) {
  assert(size <= most_mixed_inputs);
  Dual<S, 1> h[most_mixed_inputs] = {};
  for (int a = 0; a < size; ++a) {
    h[a] = Dual<S, 1>(of[a]);
    h[a].derivative[0] = behind(of, 1 + tangent)[a];
  }
  C::mix(problem.cell, h, size, h);
  for (int a = 0; a < size; ++a)
    behind(result, 1 + tangent)[a] = h[a].derivative[0];
}

/// The motion of the inputs along their curve through the mix.
template <Cell C, class S, int stride>
WIDEFIELD_HD inline void mix_motion(const Problem<C>& problem, const BatchValues<S, stride>& of,
                                    int size, const BatchValues<S, stride>& result) {
  assert(size <= most_mixed_inputs);
  Moving<S> h[most_mixed_inputs] = {};
  const int velocity = 1 + problem.copies.tangents, acceleration = velocity + 1;
  for (int a = 0; a < size; ++a)
    h[a] = moving(of[a], behind(of, velocity)[a], behind(of, acceleration)[a]);
  C::mix(problem.cell, h, size, h);
  for (int a = 0; a < size; ++a) {
    behind(result, velocity)[a] = velocity_of(h[a]);
    behind(result, acceleration)[a] = acceleration_of(h[a]);
  }
}

/// What the mix makes of the fields: values, tangents and motion.
template <MixingCell C, class S, int stride>
WIDEFIELD_HD inline void mix_fields(const Problem<C>& problem, TileRows<S, stride> fields,
                                    TileRows<S, stride> result) {
  for_each_batch(problem, [&](int first, int size, int j) {
    const Copies& copies = problem.copies;
    const int row = copies.value(first), step = copies.slots();
    const BatchValues<S, stride> values{fields, row, step, j}, mixed{result, row, step, j};
    for (int t = 0; t < copies.tangents; ++t)
      mix_direction(problem, values, t, size, mixed);
    if (copies.moving) mix_motion(problem, values, size, mixed);
    C::mix(problem.cell, values, size, mixed);
  });
}

/// Adjoints of the mixed values to those of the values before, in place. adjoint: [input].
template <MixingCell C, class S, int stride>
WIDEFIELD_HD inline void pull_mix(const Problem<C>& problem, TileRows<S, stride> fields,
                                  TileRows<S, stride> adjoint) {
  for_each_batch(problem, [&](int first, int size, int j) {
    const Copies& copies = problem.copies;
    C::mix_transposed(problem.cell,
                      BatchValues<S, stride>{fields, copies.value(first), copies.slots(), j},
                      BatchValues<S, stride>{adjoint, first, 1, j}, size);
  });
}

}  // namespace widefield::inline WIDEFIELD_ISA
