#pragma once
#include "kernels/engine/tile/problem.hpp"
#include "kernels/engine/tile/tile.hpp"
#include "kernels/random/normal.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The coupling of one network: the fixed taps of the task or, where it asks for one, a directed
/// graph of its own. Edge a <- b, a != b, is there with the probability of the task, independently.
class DrawnCoupling {
 public:
  template <class Team>
  WIDEFIELD_HD DrawnCoupling(Team& team, const Task& task)
      : n_(task.coupling.is_drawn() ? task.copies.inputs : 0),
        row_start_(team.shared().template take<int>(n_ > 0 ? std::size_t(n_) + 1 : 0)),
        column_(team.shared().template take<int>(std::size_t(n_) * n_)),
        value_(team.shared().template take<double>(std::size_t(n_) * n_)),
        tap_(team.shared().template take<Tap>(n_ > 0 ? 1 : 0)) {}

  /// By the leader, once per network.
  WIDEFIELD_HD void draw(const Task& task, std::uint32_t network) {
    if (n_ == 0) return;
    int edges = 0;
    for (int a = 0; a < n_; ++a) {
      row_start_[a] = edges;
      for (int b = 0; b < n_; ++b)
        if (a != b && is_edge(task, network, a, b)) {
          column_[edges] = b;
          value_[edges++] = 1;
        }
    }
    row_start_[n_] = edges;
    *tap_ = {1, row_start_, column_, value_};
  }

  WIDEFIELD_HD Coupling of(const Task& task) const {
    Coupling coupling = task.coupling;
    if (n_ > 0) coupling.tap = tap_;
    return coupling;
  }

 private:
  WIDEFIELD_HD static bool is_edge(const Task& task, std::uint32_t network, int a, int b) {
    double uniform[lane_neurons];
    uniforms(Stream{task.key, Purpose::graph, network, 0}, std::uint32_t(a),
             std::uint64_t(b / tile_neurons), std::uint32_t(b % tile_neurons / lane_neurons),
             uniform);
    return uniform[b % lane_neurons] < task.coupling.edge_probability;
  }

  int n_;
  int *row_start_, *column_;
  double* value_;
  Tap* tap_;
};

}  // namespace widefield::inline WIDEFIELD_ISA
