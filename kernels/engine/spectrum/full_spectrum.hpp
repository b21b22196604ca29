#pragma once
#include "kernels/engine/layered/layered.hpp"
#include "kernels/engine/matrices/drawn_matrices.hpp"
#include "kernels/engine/spectrum/spectrum_record.hpp"
#include "kernels/linear_algebra/graded_product.hpp"
#include "kernels/linear_algebra/jacobi_svd.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// Is every singular value asked for?
WIDEFIELD_HD inline bool wants_full_spectrum(const Task& task) {
  return task.record.has(Primitive::jacobian_spectrum) && task.spectrum.lanczos_steps == 0;
}

/// Memory of the Jacobian of one network, 64 N^2 bytes; none where it is not asked for.
template <Cell C, class Team>
struct FullSpectrum {
  using S = typename Team::Scalar;
  using Rows = typename Team::Rows;
  using At = StageAt<C>;

  Problem<C> columns;  // the problem with a copy for every column of the frame
  DrawnMatrices<C, Team> matrices;
  GradedProduct<Team> product;
  JacobiSvd<Team> svd;
  double* log_lambda;
  Rows signal, field;  // own, [signal][column], [field][column]

  WIDEFIELD_HD FullSpectrum(Team& team, const Problem<C>& problem)
      : columns(with_columns(problem)),
        matrices(team, columns),
        product(team, width(problem)),
        svd(team, width(problem)),
        log_lambda(team.shared().template take<double>(std::size_t(width(problem)))),
        signal(own(team, most_signals(columns))),
        field(own(team, most_fields<C>())) {}

  /// All singular values of the network that `forward` has left in memory, for its first input.
  template <class Forward>
  WIDEFIELD_HD void run(Team& team, const Forward& forward, double* record) {
    product.start(team);
    for (int layer = 1; layer <= columns.depth; ++layer) {
      advance(team, forward, forward.at(layer, 0));
      product.absorb(team);
    }
    const PivotedQr<Team>& triangle = product.triangle(team);
    svd.run(team, triangle.factor(), product.exponent(), triangle.rank(), log_lambda);
    share_out(team, 0, triangle.rank(),
              [&](std::int64_t i) { on_one_lane(team, [&] { log_lambda[i] *= 2; }); });
    if (team.leader())
      record_spectrum(
          columns, {log_lambda, nullptr, 1.0 / double(columns.widths[0]), triangle.rank()}, record);
    team.barrier();
  }

 private:
  WIDEFIELD_HD static std::int64_t width(const Problem<C>& problem) {
    return wants_full_spectrum(problem) ? problem.widths[0] : 0;
  }
  WIDEFIELD_HD static Problem<C> with_columns(Problem<C> problem) {
    problem.copies = {1, int(width(problem)) - 1};
    return problem;
  }
  WIDEFIELD_HD Rows own(Team& team, int groups) const {
    return team.rows(team.own(), std::size_t(groups) * columns.copies.count());
  }

  /// frame := (d x^l / d x^{l-1}) frame, column by column like tangents.
  template <class Forward>
  WIDEFIELD_HD void advance(Team& team, const Forward& forward, const At& at) {
    team.for_each_tile(at.below, [&](std::int64_t tile) {
      push_signals(forward, at, tile);
      clear_beyond(at.below, tile, team.lane(), signal, at.of.signals * columns.copies.count());
      matrices.keep_signals(at, tile, signal);
    });
    matrices.begin(team, at);
    team.for_each_tile(at.walked, [&](std::int64_t tile) {
      matrices.fields(team, at, tile, field);
      push_update(team, forward, at, tile);
    });
  }

  template <class Forward>
  WIDEFIELD_HD void push_signals(const Forward& forward, const At& at, std::int64_t tile) {
    const int n = columns.copies.count();
    const Rows entry = forward.work.memory.entry(at.layer, 0, tile);
    forward.with_neurons(at, tile, [&](const auto& neurons) {
      for (int u = 0; u < at.of.signals; ++u)
        for (int j = 0; j < lane_neurons; ++j) {
          const auto gradient = neurons.signal_gradient(entry, 0, j, at.of.name[u]);
          for (int c = 0; c < n; ++c)
            signal(u * n + c, j) = gradient.push(&product.frame()[c](int(tile), j));
        }
    });
  }

  template <class Forward>
  WIDEFIELD_HD void push_update(Team& team, const Forward& forward, const At& at,
                                std::int64_t tile) {
    const int n = columns.copies.count();
    const Rows entry = forward.work.memory.entry(at.layer, 0, tile);
    const auto mixed = forward.mixed(at, forward.fields(at, tile));
    forward.with_neurons(at, tile, [&](const auto& neurons) {
      for (int j = 0; j < lane_neurons; ++j) {
        const auto jacobian = neurons.update_jacobian(entry, mixed, 0, j);
        for (int c = 0; c < n; ++c) {
          S fields[C::fields(0)];
          for (int f = 0; f < C::fields(0); ++f)
            fields[f] = field(f * n + c, j);
          jacobian.push(&product.frame()[c](int(tile), j), fields);
        }
      }
    });
    for (int c = 0; c < n; ++c)
      clear_beyond(at.walked, tile, team.lane(), row_of(product.frame()[c], std::size_t(tile)), 1);
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
