#pragma once
#include "kernels/engine/tile/rows.hpp"
#include "kernels/engine/tile/stage.hpp"

namespace widefield::inline WIDEFIELD_ISA {

WIDEFIELD_HD inline bool back_propagates(const Task& task) {
  return task.record.has_gradients();
}
/// Back-propagation and the Jacobian need all layers again, otherwise one at a time is enough.
WIDEFIELD_HD inline bool keeps_layers(const Task& task) {
  return back_propagates(task) || task.record.has(Primitive::jacobian_spectrum);
}

/// Times that the Jacobian and its transpose are applied without being formed.
WIDEFIELD_HD inline int lanczos_steps(const Task& task) {
  return task.record.has(Primitive::jacobian_spectrum) ? task.spectrum.lanczos_steps : 0;
}

/// The most distinct signals that a stage of the cell makes.
template <Cell C>
WIDEFIELD_HD int most_signals(const Problem<C>& problem) {
  int most = 0;
  for (int stage = 0; stage < C::stages; ++stage) {
    const int signals = stage_at(problem, 0, 1, stage).of.signals;
    most = signals > most ? signals : most;
  }
  return most;
}

/// Registers and fields of every neuron. A layer holds, tile by tile, the registers that each of
/// its stages starts from and the fields of each stage without their biases:
/// [layer][tile]([stage][register][copy], [field of the layer][copy]).
template <Cell C, class Team>
class LayerMemory {
 public:
  using Rows = typename Team::Rows;

  WIDEFIELD_HD LayerMemory(Team& team, const Problem<C>& problem)
      : copies_(problem.copies.count()),
        layers_(keeps_layers(problem) ? problem.depth + 1 : 2),
        tiles_(tile_count(problem.widest())),
        rows_(team.rows(team.shared(), std::size_t(layers_) * tiles_ * rows_of_tile())) {}

  /// Registers that a stage starts from, [register][copy].
  WIDEFIELD_HD Rows entry(int layer, int stage, std::int64_t tile) const {
    return at(layer, tile, stage * C::registers);
  }
  /// Fields of a stage, [field][copy].
  WIDEFIELD_HD Rows fields(int layer, int stage, std::int64_t tile) const {
    return at(layer, tile, C::stages * C::registers + fields_before<C>(stage));
  }

 private:
  WIDEFIELD_HD std::size_t rows_of_tile() const {
    return std::size_t(C::stages * C::registers + fields_before<C>(C::stages)) * copies_;
  }
  WIDEFIELD_HD Rows at(int layer, std::int64_t tile, int group) const {
    const std::size_t slab = std::size_t((layer - 1) % layers_) * tiles_ + tile;
    return row_of(rows_, slab * rows_of_tile() + std::size_t(group) * copies_);
  }

  int copies_, layers_;
  std::int64_t tiles_;
  Rows rows_;
};

}  // namespace widefield::inline WIDEFIELD_ISA
