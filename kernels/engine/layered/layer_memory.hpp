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

/// Registers of every neuron, and what every matrix has made of its signal. A layer holds, tile by
/// tile, the registers that each of its stages starts from and the units of each stage:
/// [layer][tile]([stage][register][copy], [unit of the layer][copy]).
template <class Code, class Team>
class LayerMemory {
 public:
  using Rows = typename Team::Rows;

  WIDEFIELD_HD LayerMemory(Team& team, const Problem<Code>& problem)
      : numbers_(problem.cell.numbers()),
        copies_(problem.copies.count()),
        taps_(problem.coupling.taps > 0 ? problem.coupling.taps : 1),
        layers_(keeps_layers(problem) ? problem.depth + 1 : 2),
        tiles_(tile_count(problem.widest())),
        rows_(team.rows(team.shared(), std::size_t(layers_) * tiles_ * rows_of_tile())) {}

  /// Registers that a stage starts from, [register][copy].
  WIDEFIELD_HD Rows entry(int layer, int stage, std::int64_t tile) const {
    return at(layer, tile, stage * numbers_.registers);
  }
  /// Units of a stage, [unit][copy].
  WIDEFIELD_HD Rows units(int layer, int stage, std::int64_t tile) const {
    return at(layer, tile,
              numbers_.stages * numbers_.registers + numbers_.terms_before(stage) * taps_);
  }
  /// The place of a layer among those that are remembered.
  WIDEFIELD_HD int slot_of(int layer) const { return (layer - 1) % layers_; }
  WIDEFIELD_HD int layers() const { return layers_; }

 private:
  WIDEFIELD_HD std::size_t rows_of_tile() const {
    return std::size_t(numbers_.stages * numbers_.registers +
                       numbers_.terms_before(numbers_.stages) * taps_) *
           copies_;
  }
  WIDEFIELD_HD Rows at(int layer, std::int64_t tile, int group) const {
    const std::size_t slab = std::size_t(slot_of(layer)) * tiles_ + tile;
    return row_of(rows_, slab * rows_of_tile() + std::size_t(group) * copies_);
  }

  CellNumbers numbers_;
  int copies_, taps_, layers_;
  std::int64_t tiles_;
  Rows rows_;
};

}  // namespace widefield::inline WIDEFIELD_ISA
