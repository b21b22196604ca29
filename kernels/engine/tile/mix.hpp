#pragma once
#include "kernels/cell/cell.hpp"
#include "kernels/cell/moving.hpp"
#include "kernels/engine/tile/problem.hpp"
#include "kernels/engine/tile/tile.hpp"
#include "widefield/dual.hpp"

// The mix of a cell over the copies of every neuron of a tile, batch by batch, its derivative along
// the tangents and the motion of the inputs, and its transpose. Rows: [copy], one field. Batches of
// any size: the numbers of a batch are read where they stand.
namespace widefield::inline WIDEFIELD_ISA {

/// The numbers of one neuron over the copies of a batch: every `step`-th row from `row` on.
template <class S, int stride>
struct BatchValues {
  TileRows<S, stride> rows;
  int row, step, j;

  WIDEFIELD_HD S& operator[](int a) const { return rows(row + a * step, j); }
};

/// The same numbers with their tangents along one direction, `by` rows behind; what is written are
/// the tangents alone, into the rows of `result`.
template <class S, int stride>
struct BatchTangents {
  BatchValues<S, stride> of, result;
  int by;

  struct Element {
    using Value = Dual<S, 1>;
    const BatchTangents& batch;
    int a;

    WIDEFIELD_HD operator Dual<S, 1>() const {
      Dual<S, 1> x(batch.of[a]);
      x.derivative[0] = batch.of.rows(batch.of.row + batch.by + a * batch.of.step, batch.of.j);
      return x;
    }
    WIDEFIELD_HD void operator=(const Dual<S, 1>& x) const {
      batch.result.rows(batch.result.row + batch.by + a * batch.result.step, batch.result.j) =
          x.derivative[0];
    }
  };
  WIDEFIELD_HD Element operator[](int a) const { return {*this, a}; }
};

/// The same numbers with their velocities and accelerations, `by` and `by` + 1 rows behind; what is
/// written are these alone.
template <class S, int stride>
struct BatchMotion {
  BatchValues<S, stride> of, result;
  int by;

  struct Element {
    using Value = Moving<S>;
    const BatchMotion& batch;
    int a;

    WIDEFIELD_HD operator Moving<S>() const {
      const int row = batch.of.row + batch.by + a * batch.of.step;
      return moving(batch.of[a], batch.of.rows(row, batch.of.j),
                    batch.of.rows(row + 1, batch.of.j));
    }
    WIDEFIELD_HD void operator=(const Moving<S>& x) const {
      const int row = batch.result.row + batch.by + a * batch.result.step;
      batch.result.rows(row, batch.result.j) = velocity_of(x);
      batch.result.rows(row + 1, batch.result.j) = acceleration_of(x);
    }
  };
  WIDEFIELD_HD Element operator[](int a) const { return {*this, a}; }
};

/// f(first input, how many, j) for every batch and the four neurons of a lane.
template <class F>
WIDEFIELD_HD inline void for_each_batch(const Task& task, F f) {
  const int size = task.batch_size();
  for (int first = 0; first < task.copies.inputs; first += size)
    for (int j = 0; j < lane_neurons; ++j)
      f(first, size, j);
}

/// What the mix makes of the fields: values, tangents and motion. `result` may be `fields`.
template <MixingCell C, class S, int stride>
WIDEFIELD_HD inline void mix_fields(const typename C::Parameters& cell, const Task& task,
                                    TileRows<S, stride> fields, TileRows<S, stride> result) {
  for_each_batch(task, [&](int first, int size, int j) {
    const Copies& copies = task.copies;
    const int row = copies.value(first), step = copies.slots();
    const BatchValues<S, stride> values{fields, row, step, j}, mixed{result, row, step, j};
    for (int t = 0; t < copies.tangents; ++t) {
      const BatchTangents<S, stride> tangents{values, mixed, 1 + t};
      C::mix(cell, tangents, size, tangents);
    }
    if (copies.moving) {
      const BatchMotion<S, stride> motion{values, mixed, 1 + copies.tangents};
      C::mix(cell, motion, size, motion);
    }
    C::mix(cell, values, size, mixed);
  });
}

/// Adjoints of the mixed values to those of the values before, in place. adjoint: [input].
template <MixingCell C, class S, int stride>
WIDEFIELD_HD inline void pull_mix(const typename C::Parameters& cell, const Task& task,
                                  TileRows<S, stride> fields, TileRows<S, stride> adjoint) {
  for_each_batch(task, [&](int first, int size, int j) {
    C::mix_transposed(
        cell, BatchValues<S, stride>{fields, task.copies.value(first), task.copies.slots(), j},
        BatchValues<S, stride>{adjoint, first, 1, j}, size);
  });
}

}  // namespace widefield::inline WIDEFIELD_ISA
