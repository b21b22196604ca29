#pragma once
#include "kernels/engine/tile/rows.hpp"

// Float64 vectors in the tiles of a team: what a factorisation that a whole team works on is made
// of. Every vector is summed by one member, lane by lane and then along the tree of the lanes, so
// the bits do not depend on how many members there are.
namespace widefield::inline WIDEFIELD_ISA {

/// `count` vectors of `length` numbers in the memory of the whole team; what lies beyond `length`
/// in their last tile is zero and has to stay so.
template <class Team>
class Columns {
 public:
  using S = typename Team::Scalar;
  using Rows = typename Team::Rows;
  static_assert(sizeof(typename Team::Real) == sizeof(double), "spectra need float64");

  WIDEFIELD_HD Columns(Team& team, std::int64_t length, std::int64_t count)
      : length_(length),
        count_(count),
        rows_(team.rows(team.shared(), std::size_t(tile_count(length) * count))) {}

  WIDEFIELD_HD std::int64_t length() const { return length_; }
  WIDEFIELD_HD std::int64_t count() const { return count_; }
  WIDEFIELD_HD std::int64_t tiles() const { return tile_count(length_); }

  /// Tile by tile: row t holds the numbers 64 t ... 64 t + 63.
  WIDEFIELD_HD Rows operator[](std::int64_t column) const {
    return row_of(rows_, std::size_t(column * tiles()));
  }
  WIDEFIELD_HD double get(std::int64_t column, std::int64_t i) const {
    return Team::neuron((*this)[column], int(i / tile_neurons), int(i % tile_neurons));
  }
  WIDEFIELD_HD void set(std::int64_t column, std::int64_t i, double x) const {
    Team::set_neuron((*this)[column], int(i / tile_neurons), int(i % tile_neurons), x);
  }
  WIDEFIELD_HD void clear(std::int64_t column) const { clear_rows((*this)[column], int(tiles())); }

 private:
  std::int64_t length_, count_;
  Rows rows_;
};

/// f(item) for item = first ... last - 1, shared out among the members; everybody waits at its end.
template <class Team, class F>
WIDEFIELD_HD void share_out(Team& team, std::int64_t first, std::int64_t last, F f) {
  team.for_each_tile((last - first) * tile_neurons, [&](std::int64_t item) { f(first + item); });
}

/// Runs f on one lane of a member, for numbers that are not in tiles; the other lanes have read
/// what it changes and see it afterwards.
template <class Team, class F>
WIDEFIELD_HD void on_one_lane(Team& team, F f) {
  team.wait_for_lanes();
  if (team.lane() == 0) f();
  team.wait_for_lanes();
}

/// sum_i a_i b_i over the tiles from `first` on.
template <class Team>
WIDEFIELD_HD double inner(typename Team::Rows a, typename Team::Rows b, std::int64_t first,
                          std::int64_t tiles) {
  using S = typename Team::Scalar;
  S sum(0.0);
  for (int t = int(first); t < tiles; ++t)
    for (int j = 0; j < lane_neurons; ++j)
      sum += a(t, j) * b(t, j);
  return Team::fold(sum);
}

/// y += factor x over the tiles from `first` on.
template <class Team>
WIDEFIELD_HD void add_multiple(double factor, typename Team::Rows x, typename Team::Rows y,
                               std::int64_t first, std::int64_t tiles) {
  using S = typename Team::Scalar;
  const S f(factor);
  for (int t = int(first); t < tiles; ++t)
    for (int j = 0; j < lane_neurons; ++j)
      y(t, j) += f * x(t, j);
}

/// The vectors of the unit matrix.
template <class Team>
WIDEFIELD_HD void set_identity(Team& team, const Columns<Team>& columns) {
  share_out(team, 0, columns.count(), [&](std::int64_t c) {
    columns.clear(c);
    columns.set(c, c, 1.0);
  });
}

}  // namespace widefield::inline WIDEFIELD_ISA
