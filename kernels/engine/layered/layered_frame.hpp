#pragma once
#include "kernels/engine/layered/layer_memory.hpp"
#include "kernels/engine/tile/combine.hpp"
#include "kernels/engine/tile/sum_shape.hpp"
#include "kernels/engine/tile/tangent_frame.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The frame of tangents of a network whose neurons are kept. What it is a frame of is all that the
/// next layer depends on: the states of a cell that carries them, else the signals made from them.
/// Scratch registers have no part in it: what they hold is never read again.
template <class Code, class Team>
class LayeredFrame {
 public:
  using Real = typename Team::Real;
  using Rows = typename Team::Rows;

  TangentFrame frame;

  WIDEFIELD_HD LayeredFrame(Team& team, const Problem<Code>& problem)
      : frame(team, problem, hears_others(problem)),
        copies_(problem.copies),
        states_(problem.cell.numbers().states),
        mixing_(team.shared().template take<Real>(std::size_t(frame.count()) * frame.count())),
        sums_(team, SumShape{frame.count(), 0}, problem.widest()),
        rows_(team.rows(team.own(), std::size_t(frame.count()))) {}

  /// Makes the tangents of `neurons` neurons orthonormal, in the states that stage 0 of a layer
  /// starts from. entry(tile): these, [register][copy]; measured(tile): what the frame is of,
  /// [row][copy] with this many rows.
  template <class Entry, class Measured>
  WIDEFIELD_HD void orthonormalise(Team& team, std::int64_t neurons, int rows, Entry entry,
                                   Measured measured) {
    team.accumulate(neurons, sums_, [&](std::int64_t tile, auto& partial) {
      const Rows from = measured(tile);
      for_each_direction(rows, [&](std::size_t row) {
        copy_rows(row_of(from, row), frame.count(), rows_);
        clear_beyond(neurons, tile, team.lane(), rows_, frame.count());
        partial.gram(rows_);
      });
    });
    if (team.leader()) decompose(double(neurons));
    team.barrier();
    team.for_each_tile(neurons, [&](std::int64_t tile) {
      for_each_direction(states_, [&](std::size_t row) {
        correlate(row_of(entry(tile), row), mixing_, frame.count());
      });
    });
  }

 private:
  /// f(row of the first tangent) for every input of a direction in every group of copies.
  template <class F>
  WIDEFIELD_HD void for_each_direction(int groups, F f) const {
    for (int group = 0; group < groups; ++group)
      for (int input = 0; input < frame.inputs(); ++input)
        f(std::size_t(group * copies_.count() + copies_.tangent(input, 0)));
  }

  WIDEFIELD_HD void decompose(double neurons) {
    const int m = frame.count();
    for (int i = 0; i < m; ++i)
      for (int j = 0; j < m; ++j)
        frame.products()[i * m + j] = sums_.total[sums_.shape.gram(i, j)] / neurons;
    frame.decompose();
    for (int i = 0; i < m * m; ++i)
      mixing_[i] = Real(frame.mixing()[i]);
  }

  Copies copies_;
  int states_;
  Real* mixing_;  // [m][m]
  typename Team::Sums sums_;
  Rows rows_;  // own, [m]
};

}  // namespace widefield::inline WIDEFIELD_ISA
