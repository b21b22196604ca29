#pragma once
#include "kernels/engine/layered/layered_workspace.hpp"
#include "kernels/engine/tile/field_covariance.hpp"
#include "kernels/engine/tile/mix.hpp"
#include "kernels/engine/tile/mix_copies.hpp"
#include "kernels/linear_algebra/cholesky.hpp"
#include "kernels/linear_algebra/triangular.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// One network, layer by layer, with the registers of every neuron.
template <Cell C, class Team, class Matrices>
struct LayeredForward {
  using S = typename Team::Scalar;
  using Real = typename Team::Real;
  using Rows = typename Team::Rows;
  using At = StageAt<C>;

  Team& team;
  const Problem<C>& problem;
  std::uint32_t network;
  double* record;
  LayeredWorkspace<C, Team, Matrices>& work;

  WIDEFIELD_HD void run() {
    draw_inputs();
    const int whole = problem.depth - (needs_last_states() ? 0 : 1);
    for (int layer = 1; layer <= whole; ++layer)
      advance_layer(layer);
    if (whole < problem.depth) last_fields(at(problem.depth, 0));
    if (frame().wanted() && team.leader()) frame().write(problem, record);
  }

  WIDEFIELD_HD At at(int layer, int stage) const {
    return stage_at(problem, network, layer, stage);
  }

  /// f(neurons) with the neurons of one tile in their stage.
  template <class F>
  WIDEFIELD_HD void with_neurons(const At& where, std::int64_t tile, F f) const {
    with_stage<C>(where.stage, [&](auto stage) {
      f(StageNeurons<C, decltype(stage)::value, Team>{problem, where, tile, team.lane()});
    });
  }

  /// The fields of a stage with their biases, [field][copy].
  WIDEFIELD_HD Rows fields(const At& where, std::int64_t tile) const {
    const Rows fields = work.memory.fields(where.layer, where.stage, tile);
    if (!where.has_biases()) return fields;
    copy_rows(fields, where.of.fields * work.k, work.biased);
    with_neurons(where, tile, [&](const auto& neurons) { neurons.add_biases(work.biased); });
    return work.biased;
  }

  /// What the mix makes of the fields of a stage; they themselves where there is none.
  WIDEFIELD_HD Rows mixed(const At& where, Rows fields) const {
    if constexpr (MixingCell<C>)
      if (where.stage == 0) {
        mix_fields(problem, fields, work.mixed);
        const std::size_t others = std::size_t(work.k);
        copy_rows(row_of(fields, others), (where.of.fields - 1) * work.k,
                  row_of(work.mixed, others));
        return work.mixed;
      }
    return fields;
  }

  /// The signals that a stage starts from, [signal][copy]: registers, or made of them.
  WIDEFIELD_HD Rows signals(const At& where, std::int64_t tile) const {
    const Rows entry = work.memory.entry(where.layer, where.stage, tile);
    if (passes_registers(where) && (tile + 1) * tile_neurons <= where.below)
      return row_of(entry, std::size_t(where.of.name[0]) * work.k);
    clear_rows(work.signal, work.most_signal * work.k);
    with_neurons(where, tile, [&](const auto& neurons) { neurons.signals(entry, work.signal); });
    clear_beyond(where.below, tile, team.lane(), work.signal, where.of.signals * work.k);
    return work.signal;
  }

  /// Is the one signal of a stage a register as it is?
  WIDEFIELD_HD bool passes_registers(const At& where) const {
    return emits_registers<C> && work.most_signal == 1 && where.of.signals == 1 &&
           problem.dropout_keep >= 1;
  }

 private:
  /// What a state that lives on says is read above the last layer, as exponents are; fields in it.
  WIDEFIELD_HD bool needs_last_states() const {
    return problem.record.has_states() || frame().wanted() || (C::carried && keeps_layers(problem));
  }

  /// Vectors sqrt(N) U L^T with the Gram matrix L L^T of the problem and U a Haar frame: register 0
  /// below the first layer, the others are zero.
  WIDEFIELD_HD void draw_inputs() {
    const At first = at(1, 0);
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
      const Rows entry = work.memory.entry(1, 0, tile);
      clear_rows(entry, C::registers * work.k);
      draw_rows(team, normal, tile, work.k, entry);
      mix(entry, work.input_mixing, work.k);
      clear_beyond(first.below, tile, team.lane(), entry, work.k);
      emit_signals(first, tile, partial);
    });
    if (team.leader()) load_gram(first);
  }

  /// sqrt(N) L L_Z^{-1}.
  WIDEFIELD_HD void mix_inputs(const At& first) {
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

  /// Hands the signals that a stage starts from to its matrices and to the sum of their Gram
  /// matrix.
  template <class Partial>
  WIDEFIELD_HD void emit_signals(const At& where, std::int64_t tile, Partial& partial) {
    const Rows signal = signals(where, tile);
    work.matrices.keep_signals(where, tile, signal);
    partial.gram(signal);
    if (where.stage == 0 && measures_differences(problem)) add_differences(signal, partial);
  }

  /// |x_a - x_b|^2 of the states, in float64 from the difference itself: of nearly equal states the
  /// difference of their squares would keep no digit, and of huge ones it would overflow.
  template <class Partial>
  WIDEFIELD_HD void add_differences(Rows signal, Partial& partial) {
    int which = first_difference(problem);
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

  /// By the leader: the Gram matrices of the signals that a stage starts from. Those of the inputs
  /// of a chain are known exactly.
  WIDEFIELD_HD void load_gram(const At& where) {
    const int k = work.k;
    const bool exact = is_chain_of_gram_matrices<C> && where.layer == 1;
    for (int u = 0; u < where.of.signals; ++u)
      for (int a = 0; a < k; ++a)
        for (int b = 0; b < k; ++b) {
          const double sum = work.sums.total[work.sums.shape.gram(u * k + a, u * k + b)];
          work.gram[(u * k + a) * k + b] =
              exact ? problem.gram[a * k + b] : sum / double(where.below);
        }
  }

  /// What the fields of a stage need to be formed tile by tile.
  WIDEFIELD_HD void prepare(const At& where) {
    if (team.leader()) {
      work.matrices.prepare(where, work.gram);
      const double* gram = work.gram + where.of.signal[0] * work.k * work.k;
      if (where.stage == 0)
        record_gram({problem, where.of.field[0], gram, false, frame().scale()}, where.layer,
                    record);
    }
    team.barrier();
  }

  WIDEFIELD_HD TangentFrame& frame() const { return work.tangents.frame; }

  /// All stages of a layer, and the frame of tangents above it.
  WIDEFIELD_HD void advance_layer(int layer) {
    for (int stage = 0; stage < C::stages; ++stage)
      advance(at(layer, stage), stage + 1 < C::stages ? at(layer, stage + 1) : at(layer + 1, 0));
    if (frame().wanted()) orthonormalise(at(layer + 1, 0));
  }

  /// Makes the tangents that a layer starts from orthonormal, and its signals with them.
  WIDEFIELD_HD void orthonormalise(const At& next) {
    const auto entry = [&](std::int64_t tile) { return work.memory.entry(next.layer, 0, tile); };
    work.tangents.orthonormalise(
        team, next.below, C::carried ? C::registers : next.of.signals, entry,
        [&](std::int64_t tile) { return C::carried ? entry(tile) : signals(next, tile); });
    team.accumulate(next.below, work.sums,
                    [&](std::int64_t tile, auto& partial) { emit_signals(next, tile, partial); });
    if (team.leader()) load_gram(next);
  }

  /// One stage: fields, registers, and the signals of the stage after it.
  WIDEFIELD_HD void advance(const At& where, const At& next) {
    prepare(where);
    work.matrices.begin(team, where);
    team.accumulate(where.walked, work.sums, [&](std::int64_t tile, auto& partial) {
      const Rows mixed = form_fields(where, tile, partial);
      with_neurons(where, tile, [&](const auto& neurons) {
        neurons.update(work.memory.entry(where.layer, where.stage, tile), mixed,
                       work.memory.entry(next.layer, next.stage, tile));
      });
      emit_signals(next, tile, partial);
    });
    if (!team.leader()) return;
    if (where.stage == 0) record_sums(where);
    load_gram(next);
    record_stage(where, next);
  }

  /// What the Gram matrices of the next signals tell about the layer.
  WIDEFIELD_HD void record_stage(const At& where, const At& next) {
    if (next.stage == 0) {
      const double* gram = work.gram + next.of.signal[0] * work.k * work.k;
      record_states({problem, next.of.field[0], gram, false}, where.layer, record);
      record_differences(where.layer, double(next.below));
    } else if (problem.record.records(Primitive::hidden_square, where.layer)) {
      for (int a = 0; a < work.n; ++a)
        record[problem.record.slot(Primitive::hidden_square, where.layer, a)] =
            work.gram[problem.copies.value(a) * (work.k + 1)];
    }
  }

  WIDEFIELD_HD void record_differences(int layer, double neurons) {
    if (!measures_differences(problem) || !problem.record.measures(layer)) return;
    const int first = first_difference(problem);
    for (int pair = 0; pair < problem.record.components(Primitive::state_difference); ++pair)
      record[problem.record.slot(Primitive::state_difference, layer, pair)] =
          work.sums.total[work.sums.shape.sum(first + pair)] / (2 * neurons);
  }

  /// The first stage of the last layer, as far as it is asked for.
  WIDEFIELD_HD void last_fields(const At& where) {
    prepare(where);
    if (!problem.record.has_field_sums() && !keeps_layers(problem)) return;
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
  WIDEFIELD_HD Rows form_fields(const At& where, std::int64_t tile, Partial& partial) {
    const Rows made = work.memory.fields(where.layer, where.stage, tile);
    work.matrices.fields(team, where, tile, made);
    for (int f = 0; f < where.of.fields; ++f)
      if (where.neurons(f) < where.walked)
        clear_beyond(where.neurons(f), tile, team.lane(), row_of(made, std::size_t(f) * work.k),
                     work.k);
    const Rows result = mixed(where, fields(where, tile));
    if (where.stage == 0 && problem.record.has_field_sums())
      add_field_sums(where, tile, result, partial);
    return result;
  }

  template <class Partial>
  WIDEFIELD_HD void add_field_sums(const At& where, std::int64_t tile, Rows mixed,
                                   Partial& partial) {
    for (int input = 0; input < work.n; ++input) {
      S term[field_sums][lane_neurons];
      with_neurons(where, tile, [&](const auto& neurons) { neurons.measure(mixed, input, term); });
      for (int which = 0; which < field_sums; ++which) {
        clear_beyond(where.neurons(0), tile, team.lane(), TileRows<S, 1>{term[which]}, 1);
        partial.add(which * work.n + input, term[which]);
      }
    }
  }

  WIDEFIELD_HD void record_sums(const At& where) {
    if (problem.record.has_field_sums())
      record_field_sums<C>(problem, work.sums.total + work.sums.shape.sum(0), where.layer, record);
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
