#pragma once
#include "kernels/engine/layered/layered_workspace.hpp"
#include "kernels/engine/tile/combine.hpp"
#include "kernels/engine/tile/coupled_rows.hpp"
#include "kernels/engine/tile/drawn_coupling.hpp"
#include "kernels/engine/tile/field_covariance.hpp"
#include "kernels/linear_algebra/cholesky.hpp"
#include "kernels/linear_algebra/triangular.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// One network, layer by layer, with the registers of every neuron.
template <class Code, class Team, class Matrices>
struct LayeredForward {
  using S = typename Team::Scalar;
  using Real = typename Team::Real;
  using Rows = typename Team::Rows;
  using Arguments = TileArguments<Rows>;

  Team& team;
  const Problem<Code>& problem;
  std::uint32_t network;
  double* record;
  LayeredWorkspace<Code, Team, Matrices>& work;

  WIDEFIELD_HD void run() {
    if (team.leader()) {
      work.coupling.draw(problem, network);
      work.external.start(problem.cell.input());
      work.trajectory.start(problem, record);
    }
    team.barrier();
    draw_inputs();
    const int whole = problem.depth - (needs_last_states() ? 0 : 1);
    for (int layer = 1; layer <= whole; ++layer)
      advance_layer(layer);
    if (whole < problem.depth) last_fields(at(problem.depth, 0));
    if (frame().wanted() && team.leader()) frame().write(problem, record);
  }

  WIDEFIELD_HD StageAt at(int layer, int stage) const {
    StageAt where = stage_at(problem, network, layer, stage);
    where.coupling = work.coupling.of(problem);
    return where;
  }
  WIDEFIELD_HD TilePlace place(const StageAt& where, std::int64_t tile) const {
    return {problem, where, tile, team.lane()};
  }
  /// The registers that a stage starts from, [register][copy].
  WIDEFIELD_HD Rows entry(const StageAt& where, std::int64_t tile) const {
    return work.memory.entry(where.layer, where.stage, tile);
  }
  /// What the neurons of a tile hear from outside, [input].
  WIDEFIELD_HD Rows external(const StageAt& where, std::int64_t tile) const {
    return work.external.draw(team, place(where, tile));
  }

  /// The fields of a stage with their biases, [field][copy].
  WIDEFIELD_HD Rows fields(const StageAt& where, std::int64_t tile) const {
    const Rows units = work.memory.units(where.layer, where.stage, tile);
    if (where.fields_are_units() && !where.has_biases()) return units;
    sum_units(where, units);
    work.means.add(where, work.memory.slot_of(where.layer), work.summed);
    add_biases(place(where, tile), work.summed);
    return work.summed;
  }

  /// What the mix makes of the fields of a stage; they themselves where there is none.
  WIDEFIELD_HD Rows mixed(const StageAt& where, std::int64_t tile, Rows fields) const {
    if (!problem.cell.numbers().mixes || where.stage > 0) return fields;
    problem.cell.template run<TileFunction::mix>(place(where, tile),
                                                 Arguments{.fields = fields, .result = work.mixed});
    const std::size_t others = std::size_t(work.k);
    copy_rows(row_of(fields, others), (where.fields - 1) * work.k, row_of(work.mixed, others));
    return work.mixed;
  }

  /// The signals that the units of a stage multiply, [signal][copy]: registers, or made of them.
  WIDEFIELD_HD Rows signals(const StageAt& where, std::int64_t tile) const {
    if (passes_registers(where) && (tile + 1) * tile_neurons <= where.below)
      return row_of(entry(where, tile), std::size_t(where.name[0]) * work.k);
    clear_rows(work.signal, work.most_signal * work.k);
    if (!problem.coupled()) {
      own_signals(where, tile, work.signal);
      return work.signal;
    }
    own_signals(where, tile, work.uncoupled);
    couple_signals(place(where, tile), work.uncoupled, work.signal);
    return work.signal;
  }

  /// The signals of every copy before it hears the others, [name][copy].
  WIDEFIELD_HD void own_signals(const StageAt& where, std::int64_t tile, Rows signal) const {
    problem.cell.template run<TileFunction::signals>(
        place(where, tile), Arguments{.entry = entry(where, tile), .signal = signal});
    for (int u = 0; u < where.names; ++u)
      if (where.name[u] == external_input) {
        const Rows rows = row_of(signal, std::size_t(u) * work.k);
        clear_rows(rows, work.k);
        work.external.emit(team, place(where, tile), rows);
      }
    clear_beyond(where.below, tile, team.lane(), signal, where.names * work.k);
  }

  /// The slopes of the signals of the first input, [name][register], and of the update, [register]
  /// [seed]: what a Jacobian is made of.
  WIDEFIELD_HD void signal_slopes(const StageAt& where, std::int64_t tile, Rows slopes) const {
    problem.cell.template run<TileFunction::signal_slopes>(
        place(where, tile), Arguments{.entry = entry(where, tile), .result = slopes});
  }
  WIDEFIELD_HD void update_slopes(const StageAt& where, std::int64_t tile, Rows slopes) const {
    const Rows made = mixed(where, tile, fields(where, tile));
    problem.cell.template run<TileFunction::update_slopes>(
        place(where, tile), Arguments{.entry = entry(where, tile),
                                      .fields = made,
                                      .external = external(where, tile),
                                      .result = slopes});
  }

  /// Is the one signal of a stage a register as it is?
  WIDEFIELD_HD bool passes_registers(const StageAt& where) const {
    return problem.cell.numbers().emits_registers && work.most_signal == 1 && !problem.coupled() &&
           where.names == 1 && where.name[0] != external_input && problem.dropout_keep >= 1;
  }

 private:
  /// What a state that lives on says is read above the last layer, as exponents are; fields in it.
  WIDEFIELD_HD bool needs_last_states() const {
    return problem.record.has_states() || frame().wanted() ||
           (problem.cell.numbers().carried && (keeps_layers(problem) || work.trajectory.wanted()));
  }

  /// Does the trajectory follow the fields of a stage, or the states that the next one starts from?
  WIDEFIELD_HD bool follows_fields(const StageAt& where) const {
    return work.trajectory.wanted() && !problem.cell.numbers().carried && where.stage == 0;
  }
  WIDEFIELD_HD bool follows_states(const StageAt& next) const {
    return work.trajectory.wanted() && problem.cell.numbers().carried && next.stage == 0;
  }

  WIDEFIELD_HD void sum_units(const StageAt& where, Rows units) const {
    if (where.units() == where.fields) {
      copy_rows(units, where.fields * work.k, work.summed);
      return;
    }
    clear_rows(work.summed, where.fields * work.k);
    for (int u = 0; u < where.units(); ++u)
      add_rows(row_of(units, std::size_t(u) * work.k), work.k,
               row_of(work.summed, std::size_t(where.field_of(u)) * work.k));
  }

  /// Vectors sqrt(N) U L^T with the Gram matrix L L^T of the problem and U a Haar frame: register 0
  /// below the first layer, the others are zero.
  WIDEFIELD_HD void draw_inputs() {
    const StageAt first = at(1, 0);
    const Stream normal{problem.key, Purpose::input, network, 0};
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
      const Rows below = entry(first, tile);
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
    const Rows signal = signals(where, tile);
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
      if (where.stage == 0) record_first_field(where);
    }
    team.barrier();
  }

  /// What the Gram matrices below tell about the first field of a layer.
  WIDEFIELD_HD void record_first_field(const StageAt& where) {
    const int square = work.k * work.k;
    int units = 0, only = 0;
    for (int u = 0; u < where.units(); ++u)
      if (where.field_of(u) == 0) ++units, only = u;
    double variance = where.weight_variance(only);
    const double* gram = work.gram + where.signal_of(only) * square;
    if (units > 1) {
      for (int i = 0; i < square; ++i) {
        work.field_gram[i] = 0;
        for (int u = 0; u < where.units(); ++u)
          if (where.field_of(u) == 0)
            work.field_gram[i] +=
                where.weight_variance(u) * work.gram[where.signal_of(u) * square + i];
      }
      gram = work.field_gram;
      variance = 1;
    }
    record_gram({problem, variance, where.field[0].bias_variance, gram, false, frame().scale()},
                where.layer, record);
  }

  WIDEFIELD_HD TangentFrame& frame() const { return work.tangents.frame; }

  /// All stages of a layer, and the frame of tangents above it.
  WIDEFIELD_HD void advance_layer(int layer) {
    const int stages = problem.cell.numbers().stages;
    for (int stage = 0; stage < stages; ++stage)
      advance(at(layer, stage), stage + 1 < stages ? at(layer, stage + 1) : at(layer + 1, 0));
    if (frame().wanted()) orthonormalise(at(layer + 1, 0));
  }

  /// Makes the tangents of the states that a layer starts from orthonormal, and its signals with
  /// them.
  WIDEFIELD_HD void orthonormalise(const StageAt& next) {
    const auto states = [&](std::int64_t tile) { return entry(next, tile); };
    const bool carried = problem.cell.numbers().carried;
    work.tangents.orthonormalise(team, next.below,
                                 carried ? problem.cell.numbers().states : next.names, states,
                                 [&](std::int64_t tile) {
                                   if (carried) return states(tile);
                                   if (!problem.coupled()) return signals(next, tile);
                                   own_signals(next, tile, work.uncoupled);
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
      problem.cell.template run<TileFunction::update>(place(where, tile),
                                                      Arguments{.entry = entry(where, tile),
                                                                .fields = made,
                                                                .external = external(where, tile),
                                                                .result = entry(next, tile)});
      if (follows_states(next))
        work.trajectory.keep(place(where, tile), next.below, team.lane(), entry(next, tile),
                             partial);
      emit_signals(next, tile, partial);
    });
    if (!team.leader()) return;
    if (where.stage == 0) record_sums(where);
    load_gram(next);
    record_stage(where, next);
  }

  /// What the Gram matrices of the next signals tell about the layer.
  WIDEFIELD_HD void record_stage(const StageAt& where, const StageAt& next) {
    if (follows_states(next))
      work.trajectory.add(problem, where.layer, next.below, single_sums(), record);
    if (next.stage == 0) {
      record_states({problem, 1, 0, work.gram, false}, where.layer, record);
      record_differences(where.layer, double(next.below));
    } else if (problem.record.records(Primitive::hidden_square, where.layer)) {
      for (int a = 0; a < work.n; ++a)
        record[problem.record.slot(Primitive::hidden_square, where.layer, a)] =
            work.gram[problem.copies.value(a) * (work.k + 1)];
    }
  }

  WIDEFIELD_HD void record_differences(int layer, double neurons) {
    if (!StageSums::measures_differences(problem) || !problem.record.measures(layer)) return;
    for (int pair = 0; pair < problem.record.components(Primitive::state_difference); ++pair)
      record[problem.record.slot(Primitive::state_difference, layer, pair)] =
          single_sums()[work.single.differences + pair] / (2 * neurons);
  }

  /// The first stage of the last layer, as far as it is asked for.
  WIDEFIELD_HD void last_fields(const StageAt& where) {
    prepare(where);
    if (!problem.record.has_field_sums() && !keeps_layers(problem) && !follows_fields(where))
      return;
    work.matrices.begin(team, where);
    team.accumulate(where.walked, work.sums, [&](std::int64_t tile, auto& partial) {
      form_fields(where, tile, partial);
      clear_rows(work.signal, work.most_signal * work.k);
      partial.gram(work.signal);
    });
    if (team.leader()) record_sums(where);
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
    const Rows result = mixed(where, tile, fields(where, tile));
    if (where.stage == 0 && problem.record.has_field_sums())
      add_field_sums(team, problem.cell, place(where, tile), result, false, work.terms, partial);
    if (follows_fields(where))
      work.trajectory.keep(place(where, tile), where.neurons(0), team.lane(), result, partial);
    return result;
  }

  WIDEFIELD_HD const double* single_sums() const {
    return work.sums.total + work.sums.shape.sum(0);
  }

  WIDEFIELD_HD void record_sums(const StageAt& where) {
    if (problem.record.has_field_sums()) record_field_sums(problem, where, single_sums(), record);
    if (follows_fields(where))
      work.trajectory.add(problem, where.layer, where.neurons(0), single_sums(), record);
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
