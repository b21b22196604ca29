#pragma once
#include "widefield/host_device.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// At how many lags a trajectory is compared with itself.
inline constexpr int most_lags = 64;

/// Which layers of a network, or steps of a trajectory, are recorded: transient + every,
/// transient + 2 every, ..., up to the depth; and how far apart steps are compared, of which every
/// one behind the transient counts. Layers count from 1, points from 0. By default all, and no
/// lags.
struct Window {
  int transient = 0;        // steps before the first interval
  int every = 1;            // steps from one measured layer to the next
  int lags = 0;             // distances in steps at which a trajectory is compared with itself
  int lag[most_lags] = {};  // ascending

  WIDEFIELD_HD constexpr bool whole() const { return transient == 0 && every == 1; }
  WIDEFIELD_HD constexpr int points(int depth) const {
    return depth > transient ? (depth - transient) / every : 0;
  }
  WIDEFIELD_HD constexpr bool measures(int layer) const {
    return layer > transient && (layer - transient) % every == 0;
  }
  WIDEFIELD_HD constexpr int longest_lag() const { return lags > 0 ? lag[lags - 1] : 0; }
  /// How many pairs of steps this far apart lie behind the transient.
  WIDEFIELD_HD constexpr int pairs(int depth, int distance) const {
    return depth - transient - distance;
  }
  /// Of a measured layer.
  WIDEFIELD_HD constexpr int point_of(int layer) const { return (layer - transient) / every - 1; }
  WIDEFIELD_HD constexpr int layer_of(int point) const { return transient + (point + 1) * every; }
};

}  // namespace widefield::inline WIDEFIELD_ISA
