#pragma once
#include "kernels/engine/layered/layer_memory.hpp"
#include "kernels/engine/tile/mix.hpp"
#include "kernels/engine/tile/tangent_frame.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The frame of tangents of a network whose neurons are kept. What it is a frame of is all that the
/// next layer depends on: the registers of a cell that carries them, else the signals.
template <Cell C, class Team>
class LayeredFrame {
 public:
  using Real = typename Team::Real;
  using Rows = typename Team::Rows;

  TangentFrame frame;

  WIDEFIELD_HD LayeredFrame(Team& team, const Problem<C>& problem)
      : frame(team, problem, MixingCell<C> || problem.coupling.taps > 0),
        copies_(problem.copies),
        mixing_(team.shared().template take<Real>(std::size_t(frame.count()) * frame.count())),
        sums_(team, SumShape{frame.count(), 0}, problem.widest()),
        rows_(team.rows(team.own(), std::size_t(frame.count()))) {}

  /// Makes the tangents of `neurons` neurons orthonormal, in the registers that stage 0 of a layer
  /// starts from. entry(tile): these registers, [register][copy]; state(tile): what the frame is
  /// of, [row][copy] with this many rows.
  template <class Entry, class State>
  WIDEFIELD_HD void orthonormalise(Team& team, std::int64_t neurons, int rows, Entry entry,
                                   State state) {
    team.accumulate(neurons, sums_, [&](std::int64_t tile, auto& partial) {
      const Rows from = state(tile);
      for_each_direction(rows, [&](std::size_t row) {
        copy_rows(row_of(from, row), frame.count(), rows_);
        clear_beyond(neurons, tile, team.lane(), rows_, frame.count());
        partial.gram(rows_);
      });
    });
    if (team.leader()) decompose(double(neurons));
    team.barrier();
    team.for_each_tile(neurons, [&](std::int64_t tile) {
      for_each_direction(C::registers, [&](std::size_t row) {
        mix(row_of(entry(tile), row), mixing_, frame.count());
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
  Real* mixing_;  // [m][m]
  typename Team::Sums sums_;
  Rows rows_;  // own, [m]
};

}  // namespace widefield::inline WIDEFIELD_ISA
