#pragma once
#include "widefield/host_device.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// Which layers of a network, or steps of a trajectory, are recorded: transient + every,
/// transient + 2 every, ..., up to the depth. Layers count from 1, points from 0. By default all.
struct Window {
  int transient = 0;  // steps before the first interval
  int every = 1;      // steps from one measured layer to the next

  WIDEFIELD_HD constexpr bool whole() const { return transient == 0 && every == 1; }
  WIDEFIELD_HD constexpr int points(int depth) const {
    return depth > transient ? (depth - transient) / every : 0;
  }
  WIDEFIELD_HD constexpr bool measures(int layer) const {
    return layer > transient && (layer - transient) % every == 0;
  }
  /// Of a measured layer.
  WIDEFIELD_HD constexpr int point_of(int layer) const { return (layer - transient) / every - 1; }
  WIDEFIELD_HD constexpr int layer_of(int point) const { return transient + (point + 1) * every; }
};

}  // namespace widefield::inline WIDEFIELD_ISA
