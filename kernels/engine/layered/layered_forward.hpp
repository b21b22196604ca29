#pragma once
#include "kernels/engine/layered/forward_record.hpp"
#include "kernels/engine/layered/layered_network.hpp"
#include "kernels/engine/tile/combine.hpp"
#include "kernels/linear_algebra/cholesky.hpp"
#include "kernels/linear_algebra/triangular.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// Up through a network whose neurons are kept, layer by layer.
template <class Code, class Team, class Matrices>
struct LayeredForward {
  using S = typename Team::Scalar;
  using Real = typename Team::Real;
  using Rows = typename Team::Rows;

  LayeredNetwork<Code, Team, Matrices> network;
  double* record;
  // what the network is of
  Team& team = network.team;
  const Problem<Code>& problem = network.problem;
  LayeredWorkspace<Code, Team, Matrices>& work = network.work;

  WIDEFIELD_HD void run() {
    if (team.leader()) {
      work.coupling.draw(problem, network.number);
      work.external.start(problem.cell.input());
      work.trajectory.start(problem, record);
    }
    team.barrier();
    draw_inputs();
    const int whole = problem.depth - (needs_last_states() ? 0 : 1);
    for (int layer = 1; layer <= whole; ++layer)
      advance_layer(layer);
    if (whole < problem.depth) last_fields(network.at(problem.depth, 0));
    if (frame().wanted() && team.leader()) frame().write(problem, record);
  }

 private:
  /// What a state that lives on says is read above the last layer, as exponents are; fields in it.
  WIDEFIELD_HD bool needs_last_states() const {
    return problem.record.has_states() || frame().wanted() ||
           (problem.cell.numbers().carried && (keeps_layers(problem) || work.trajectory.wanted()));
  }

  /// Vectors sqrt(N) U L^T with the Gram matrix L L^T of the problem and U a Haar frame: register 0
  /// below the first layer, the others are zero.
  WIDEFIELD_HD void draw_inputs() {
    const StageAt first = network.at(1, 0);
    const Stream normal{problem.key, Purpose::input, network.number, 0};
    team.accumulate(first.below, work.sums, [&](std::int64_t tile, auto& partial) {
      clear_rows(work.signal, work.most_signal * work.k);
      draw_rows(team, normal, tile, work.k, work.signal);
      clear_beyond(first.below, tile, team.lane(), work.signal, work.k);
      partial.gram(work.signal);
    });
    if (team.leader()) mix_inputs(first);
    if (team.leader()) frame().start();
    team.barrier();
    team.accumulate(first.below, work.sums, [&](std::int64_t tile, auto& partial) {
      const Rows below = network.entry(first, tile);
      clear_rows(below, problem.cell.numbers().registers * work.k);
      draw_rows(team, normal, tile, work.k, below);
      correlate(below, work.input_mixing, work.k);
      clear_beyond(first.below, tile, team.lane(), below, work.k);
      emit_signals(first, tile, partial);
    });
    if (team.leader()) load_gram(first);
  }

  /// sqrt(N) L L_Z^{-1}.
  WIDEFIELD_HD void mix_inputs(const StageAt& first) {
    const int k = work.k;
    for (int a = 0; a < k; ++a)
      for (int b = 0; b < k; ++b)
        work.scratch[a * k + b] = work.sums.total[work.sums.shape.gram(a, b)];
    cholesky_lower(work.scratch, k, rank_tolerance(k));
    invert_lower(work.scratch, k, work.inverse);
    for (int i = 0; i < k * k; ++i)
      work.scratch[i] = problem.gram[i];
    cholesky_lower(work.scratch, k, rank_tolerance(k));
    compress_columns(work.scratch, k);
    multiply(work.scratch, work.inverse, k, work.gram);
    for (int i = 0; i < k * k; ++i)
      work.input_mixing[i] = Real(::sqrt(double(first.below)) * work.gram[i]);
  }

  /// Hands the signals that a stage starts from to its matrices and to the sums over them.
  template <class Partial>
  WIDEFIELD_HD void emit_signals(const StageAt& where, std::int64_t tile, Partial& partial) {
    const Rows signal = network.signals(where, tile);
    work.matrices.keep_signals(where, tile, signal);
    partial.gram(signal);
    if (where.stage == 0 && StageSums::measures_differences(problem))
      add_differences(signal, partial);
    if (!work.means.wanted()) return;
    for (int row = 0; row < where.signals() * work.k; ++row)
      add_row(work.single.signals + row, signal, row, partial);
  }

  /// |x_a - x_b|^2 of the states, in float64 from the difference itself: of nearly equal states the
  /// difference of their squares would keep no digit, and of huge ones it would overflow.
  template <class Partial>
  WIDEFIELD_HD void add_differences(Rows signal, Partial& partial) {
    int which = work.single.differences;
    for (int a = 0; a < work.n; ++a)
      for (int b = a + 1; b < work.n; ++b) {
        Wide<S> square[lane_neurons];
        for (int j = 0; j < lane_neurons; ++j) {
          const S difference =
              signal(problem.copies.value(a), j) - signal(problem.copies.value(b), j);
          square[j] = convert<Wide<S>>(difference) * convert<Wide<S>>(difference);
        }
        partial.add(which++, square);
      }
  }

  /// By the leader: the Gram matrices of the signals that a stage starts from, and their means.
  /// The Gram matrix of the inputs of a chain is known exactly.
  WIDEFIELD_HD void load_gram(const StageAt& where) {
    const int k = work.k;
    const bool exact = problem.cell.numbers().is_chain_of_gram_matrices() && where.layer == 1 &&
                       !problem.coupled();
    for (int u = 0; u < where.signals(); ++u)
      for (int a = 0; a < k; ++a)
        for (int b = 0; b < k; ++b) {
          const double sum = work.sums.total[work.sums.shape.gram(u * k + a, u * k + b)];
          work.gram[(u * k + a) * k + b] =
              exact ? problem.gram[a * k + b] : sum / double(where.below);
        }
    for (int i = 0; work.means.wanted() && i < where.signals() * k; ++i)
      work.means.means()[i] =
          work.sums.total[work.sums.shape.sum(work.single.signals + i)] / double(where.below);
  }

  /// What the fields of a stage need to be formed tile by tile.
  WIDEFIELD_HD void prepare(const StageAt& where) {
    if (team.leader()) {
      work.means.prepare(where, work.memory.slot_of(where.layer));
      work.matrices.prepare(where, work.gram);
      if (where.stage == 0) results().record_first_field(where);
    }
    team.barrier();
  }

  /// All stages of a layer, and the frame of tangents above it.
  WIDEFIELD_HD void advance_layer(int layer) {
    const int stages = problem.cell.numbers().stages;
    for (int stage = 0; stage < stages; ++stage)
      advance(network.at(layer, stage),
              stage + 1 < stages ? network.at(layer, stage + 1) : network.at(layer + 1, 0));
    if (frame().wanted()) orthonormalise(network.at(layer + 1, 0));
  }

  /// Makes the tangents of the states that a layer starts from orthonormal, and its signals with
  /// them.
  WIDEFIELD_HD void orthonormalise(const StageAt& next) {
    const auto states = [&](std::int64_t tile) { return network.entry(next, tile); };
    const bool carried = problem.cell.numbers().carried;
    work.tangents.orthonormalise(team, next.below,
                                 carried ? problem.cell.numbers().states : next.names, states,
                                 [&](std::int64_t tile) {
                                   if (carried) return states(tile);
                                   if (!problem.coupled()) return network.signals(next, tile);
                                   network.own_signals(next, tile, work.uncoupled);
                                   return work.uncoupled;
                                 });
    team.accumulate(next.below, work.sums,
                    [&](std::int64_t tile, auto& partial) { emit_signals(next, tile, partial); });
    if (team.leader()) load_gram(next);
  }

  /// One stage: fields, registers, and the signals of the stage after it.
  WIDEFIELD_HD void advance(const StageAt& where, const StageAt& next) {
    prepare(where);
    work.matrices.begin(team, where);
    team.accumulate(where.walked, work.sums, [&](std::int64_t tile, auto& partial) {
      const Rows made = form_fields(where, tile, partial);
      problem.cell.template run<TileFunction::update>(
          network.place(where, tile), TileArguments<Rows>{.entry = network.entry(where, tile),
                                                          .fields = made,
                                                          .external = network.external(where, tile),
                                                          .result = network.entry(next, tile)});
      if (network.follows_states(next))
        work.trajectory.keep(network.place(where, tile), next.below, team.lane(),
                             network.entry(next, tile), partial);
      emit_signals(next, tile, partial);
    });
    if (!team.leader()) return;
    if (where.stage == 0) results().record_sums(where);
    load_gram(next);
    results().record_stage(where, next);
  }

  /// The first stage of the last layer, as far as it is asked for.
  WIDEFIELD_HD void last_fields(const StageAt& where) {
    prepare(where);
    if (!problem.record.has_field_sums() && !keeps_layers(problem) &&
        !network.follows_fields(where))
      return;
    work.matrices.begin(team, where);
    team.accumulate(where.walked, work.sums, [&](std::int64_t tile, auto& partial) {
      form_fields(where, tile, partial);
      clear_rows(work.signal, work.most_signal * work.k);
      partial.gram(work.signal);
    });
    if (team.leader()) results().record_sums(where);
  }

  /// New fields of one tile, after their mix.
  template <class Partial>
  WIDEFIELD_HD Rows form_fields(const StageAt& where, std::int64_t tile, Partial& partial) {
    const Rows made = work.memory.units(where.layer, where.stage, tile);
    work.matrices.fields(team, where, tile, made);
    for (int u = 0; u < where.units(); ++u)
      if (where.outputs(u) < where.walked)
        clear_beyond(where.outputs(u), tile, team.lane(), row_of(made, std::size_t(u) * work.k),
                     work.k);
    const Rows result = network.mixed(where, tile, network.fields(where, tile));
    if (where.stage == 0 && problem.record.has_field_sums())
      add_field_sums(team, problem.cell, network.place(where, tile), result, false, work.terms,
                     partial);
    if (network.follows_fields(where))
      work.trajectory.keep(network.place(where, tile), where.neurons(0), team.lane(), result,
                           partial);
    return result;
  }

  WIDEFIELD_HD TangentFrame& frame() const { return work.tangents.frame; }
  /// What this layer says.
  WIDEFIELD_HD ForwardRecord<Code, Team, Matrices> results() const { return {network, record}; }
};

}  // namespace widefield::inline WIDEFIELD_ISA
