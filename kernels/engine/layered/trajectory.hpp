#pragma once
#include "kernels/engine/tile/place.hpp"
#include "kernels/engine/tile/rows.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The values of every neuron in the last steps, and their products with those of now: the
/// autocorrelation of a trajectory, a mean over all pairs of steps behind the transient. A value is
/// the first register of a state that lives on, or else the first field.
template <class Team>
class Trajectory {
 public:
  using Rows = typename Team::Rows;

  WIDEFIELD_HD static int sums(const Task& task) {
    return task.record.components(Primitive::autocorrelation);
  }

  /// `first`: of its single sums, [lag][input].
  template <class Code>
  WIDEFIELD_HD Trajectory(Team& team, const Problem<Code>& problem, int first)
      : first_(first),
        steps_(sums(problem) > 0 ? problem.record.window.longest_lag() + 1 : 0),
        tiles_(tile_count(problem.widest())),
        rows_(team.rows(team.shared(), std::size_t(steps_) * tiles_ * problem.copies.inputs)) {}

  WIDEFIELD_HD bool wanted() const { return steps_ > 0; }

  /// By the leader, before the first layer.
  WIDEFIELD_HD void start(const Task& task, double* record) const {
    for (int i = 0; i < sums(task); ++i)
      record[task.record.slot(Primitive::autocorrelation, task.depth, i)] = 0;
  }

  /// Keeps the values of one tile in a layer of so many neurons, [copy], and adds their products
  /// with those of the layers before it.
  template <class Partial>
  WIDEFIELD_HD void keep(const TilePlace& place, std::int64_t neurons, std::uint32_t lane,
                         Rows values, Partial& partial) const {
    const Window& window = place.task.record.window;
    const int layer = place.at.layer, inputs = place.inputs();
    if (layer <= window.transient) return;
    const Rows now = at(layer, place.tile, inputs);
    for (int a = 0; a < inputs; ++a)
      copy_rows(row_of(values, std::size_t(place.copies().value(a))), 1,
                row_of(now, std::size_t(a)));
    clear_beyond(neurons, place.tile, lane, now, inputs);
    for (int i = 0; i < window.lags; ++i)
      if (layer - window.lag[i] > window.transient)
        add_products(now, at(layer - window.lag[i], place.tile, inputs), inputs,
                     first_ + i * inputs, partial);
  }

  /// By the leader: adds the sums of a layer to the means over pairs.
  WIDEFIELD_HD void add(const Task& task, int layer, std::int64_t neurons, const double* sums,
                        double* record) const {
    const RecordMap& map = task.record;
    for (int i = 0; i < map.window.lags; ++i) {
      if (layer - map.window.lag[i] <= map.window.transient) continue;
      const double pairs = map.window.pairs(task.depth, map.window.lag[i]);
      for (int a = 0; a < map.inputs; ++a) {
        const int which = i * map.inputs + a;
        record[map.slot(Primitive::autocorrelation, layer, which)] +=
            sums[first_ + which] / (double(neurons) * pairs);
      }
    }
  }

 private:
  WIDEFIELD_HD Rows at(int layer, std::int64_t tile, int inputs) const {
    return row_of(rows_, (std::size_t(layer % steps_) * tiles_ + tile) * inputs);
  }

  template <class Partial>
  WIDEFIELD_HD void add_products(Rows now, Rows then, int inputs, int sum, Partial& partial) const {
    using W = Wide<typename Team::Scalar>;
    for (int a = 0; a < inputs; ++a) {
      W product[lane_neurons];
      for (int j = 0; j < lane_neurons; ++j)
        product[j] = convert<W>(now(a, j)) * convert<W>(then(a, j));
      partial.add(sum + a, product);
    }
  }

  int first_, steps_;
  std::int64_t tiles_;
  Rows rows_;
};

}  // namespace widefield::inline WIDEFIELD_ISA
