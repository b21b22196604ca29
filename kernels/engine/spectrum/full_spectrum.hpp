#pragma once
#include "kernels/engine/layered/layered_network.hpp"
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
template <class Code, class Team>
struct FullSpectrum {
  using S = typename Team::Scalar;
  using Real = typename Team::Real;
  using Rows = typename Team::Rows;

  Problem<Code> columns;  // the problem with a copy for every column of the frame
  DrawnMatrices<Code, Team> matrices;
  GradedProduct<Team> product;
  JacobiSvd<Team> svd;
  double* log_lambda;
  Rows signal, field;  // own, [signal][column], [unit][column]
  Rows slopes;         // own, those of one tile

  WIDEFIELD_HD FullSpectrum(Team& team, const Problem<Code>& problem)
      : columns(with_columns(problem)),
        matrices(team, columns),
        product(team, width(problem)),
        svd(team, width(problem)),
        log_lambda(team.shared().template take<double>(std::size_t(width(problem)))),
        signal(own(team, most_signals(columns))),
        field(own(team, most_units(columns))),
        slopes(team.rows(team.own(), std::size_t(slope_rows(problem)))) {}

  /// All singular values of a network that LayeredForward has left in memory, for its first input.
  template <class Network>
  WIDEFIELD_HD void run(Team& team, const Network& network, double* record) {
    product.start(team);
    for (int layer = 1; layer <= columns.depth; ++layer) {
      advance(team, network, network.at(layer, 0));
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
  WIDEFIELD_HD static std::int64_t width(const Problem<Code>& problem) {
    return wants_full_spectrum(problem) ? problem.widths[0] : 0;
  }
  WIDEFIELD_HD static Problem<Code> with_columns(Problem<Code> problem) {
    problem.copies = {1, int(width(problem)) - 1};
    problem.stored = false;  // a product with N columns costs more than drawing the matrix
    return problem;
  }
  WIDEFIELD_HD Rows own(Team& team, int groups) const {
    return team.rows(team.own(), std::size_t(groups) * columns.copies.count());
  }

  /// frame := (d x^l / d x^{l-1}) frame, column by column like tangents.
  template <class Network>
  WIDEFIELD_HD void advance(Team& team, const Network& network, const StageAt& at) {
    team.for_each_tile(at.below, [&](std::int64_t tile) {
      push_signals(network, at, tile);
      clear_beyond(at.below, tile, team.lane(), signal, at.signals() * columns.copies.count());
      matrices.keep_signals(at, tile, signal);
    });
    matrices.begin(team, at);
    team.for_each_tile(at.walked, [&](std::int64_t tile) {
      matrices.fields(team, at, tile, field);
      push_update(team, network, at, tile);
    });
  }

  template <class Network>
  WIDEFIELD_HD void push_signals(const Network& network, const StageAt& at, std::int64_t tile) {
    const int n = columns.copies.count();
    network.signal_slopes(at, tile, slopes);
    for (int u = 0; u < at.signals(); ++u)
      for (int j = 0; j < lane_neurons; ++j)
        for (int c = 0; c < n; ++c)
          signal(u * n + c, j) = S(Real(0)) + slopes(u, j) * product.frame()[c](int(tile), j);
  }

  /// x' = sum_f (d x' / d h_f) h_f; the one field of a unit is its own.
  template <class Network>
  WIDEFIELD_HD void push_update(Team& team, const Network& network, const StageAt& at,
                                std::int64_t tile) {
    const int n = columns.copies.count();
    network.update_slopes(at, tile, slopes);
    for (int j = 0; j < lane_neurons; ++j)
      for (int c = 0; c < n; ++c) {
        S sum(Real(0));
        for (int u = 0; u < at.units(); ++u)
          sum += slopes(at.field_of(u), j) * field(u * n + c, j);
        product.frame()[c](int(tile), j) = sum;
      }
    for (int c = 0; c < n; ++c)
      clear_beyond(at.walked, tile, team.lane(), row_of(product.frame()[c], std::size_t(tile)), 1);
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
