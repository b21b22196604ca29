#pragma once
#include "kernels/engine/layered/adjoint_record.hpp"
#include "kernels/engine/layered/layered.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// Memory of back-propagation: adjoints of the registers of every neuron, sums, and one tile's
/// rows. Rows are numbered [..][input].
template <Cell C, class Team, class Matrices>
struct AdjointWorkspace {
  using Rows = typename Team::Rows;

  Rows stored_registers;  // shared, [tile][register][input]
  double* read_out;       // |g_L|^2, all inputs together
  int* exponent;          // adjoints are those of the read-out times 2^exponent
  typename Team::Real* rescale;
  typename Team::Sums field_sums, signal_sums;
  Rows field_adjoint, register_adjoint, signal_adjoint;  // own

  WIDEFIELD_HD AdjointWorkspace(Team& team, const Problem<C>& problem, const Matrices& matrices)
      : stored_registers(team.rows(team.shared(), kept(problem, tile_count(problem.widest())) *
                                                      C::registers * problem.copies.inputs)),
        read_out(team.shared().template take<double>(1)),
        exponent(team.shared().template take<int>(1)),
        rescale(team.shared().template take<typename Team::Real>(1)),
        field_sums(team, with_adjoint_sums(problem, matrices.field_shape(most_fields<C>())),
                   problem.widest()),
        signal_sums(team, matrices.signal_shape(most_fields<C>()), problem.widest()),
        field_adjoint(own(team, most_fields<C>() * problem.copies.inputs)),
        register_adjoint(own(team, C::registers * problem.copies.inputs)),
        signal_adjoint(own(team, most_signals(problem) * problem.copies.inputs)) {}

  /// What the matrices need, and AdjointSum of every input.
  WIDEFIELD_HD static SumShape with_adjoint_sums(const Problem<C>& problem, SumShape shape) {
    shape.sums = adjoint_sums * problem.copies.inputs;
    return shape;
  }

 private:
  /// Where nothing of the registers lives on, their adjoints do not either.
  WIDEFIELD_HD static std::size_t kept(const Problem<C>& problem, std::int64_t count) {
    const bool lives_on = reads_registers<C>(C::stages - 1);
    return back_propagates(problem) && lives_on ? std::size_t(count) : 0;
  }
  WIDEFIELD_HD static Rows own(Team& team, int rows) {
    return team.rows(team.own(), std::size_t(rows));
  }
};

/// Back-propagation of one random linear read-out through a network that LayeredForward has left in
/// memory. Where a state lives on from layer to layer the read-out is of x^L and gradients are
/// those of the states; otherwise it is of h^L, and they are those of h^l, the fields of the first
/// stage of layer l. g_L ~ N(0, 1) is the same for all inputs. Under a mix every input has its own,
/// and their sum over a batch is taken out: it would pass some mixes unchanged and others not at
/// all. Adjoints grow or shrink exponentially with depth, so they are rescaled by powers of two on
/// the way.
template <Cell C, class Team, class Matrices>
struct LayeredAdjoint {
  using S = typename Team::Scalar;
  using Real = typename Team::Real;
  using Rows = typename Team::Rows;
  using At = StageAt<C>;

  Team& team;
  const Problem<C>& problem;
  double* record;
  LayeredForward<C, Team, Matrices> forward;
  LayeredWorkspace<C, Team, Matrices>& kept;
  AdjointWorkspace<C, Team, Matrices>& work;
  SumShape shape = {};  // of the sum over the fields made last

  WIDEFIELD_HD void run() {
    At at = forward.at(problem.depth, C::carried ? C::stages - 1 : 0);
    read_out(at);
    while (at.layer > 1 || at.stage > 0) {
      const At below = at.stage > 0 ? forward.at(at.layer, at.stage - 1)
                                    : forward.at(at.layer - 1, C::stages - 1);
      descend(at, below);
      at = below;
    }
    if (C::carried) to_inputs(at);
  }

 private:
  WIDEFIELD_HD int inputs() const { return problem.copies.inputs; }

  /// The read-out, and the adjoints of the fields of `at`.
  WIDEFIELD_HD void read_out(const At& at) {
    team.accumulate(at.walked, sums_for(at), [&](std::int64_t tile, auto& partial) {
      clear_rows(work.register_adjoint, C::registers * inputs());
      if constexpr (C::carried) {
        draw_read_out(at, tile, 0, work.register_adjoint);
        clear_beyond(forward.at(at.layer + 1, 0).below, tile, team.lane(), work.register_adjoint,
                     inputs());
        add_state(partial);
        pull_stage(at, tile);
      } else {
        for (int f = 0; f < at.of.fields; ++f)
          draw_read_out(at, tile, at.of.field[f].matrix,
                        row_of(work.field_adjoint, std::size_t(f) * inputs()));
      }
      finish_tile(at, tile, partial);
    });
    if (!team.leader()) return;
    *work.exponent = 0;
    *work.read_out = 0;  // until it is known
    *work.read_out = results().total(C::carried ? sum_state : sum_fields);
    if (C::carried) results().record_state(at.layer + 1);
    results().record_fields(at);
  }

  /// One normal for every neuron, or one for every input that sum to zero over a batch.
  WIDEFIELD_HD void draw_read_out(const At& at, std::int64_t tile, int matrix, Rows rows) const {
    const Stream probe{problem.key, Purpose::probe, at.network, std::uint32_t(at.layer),
                       std::uint32_t(matrix)};
    draw_rows(team, probe, tile, MixingCell<C> ? inputs() : 1, rows);
    if constexpr (MixingCell<C>)
      for_each_batch(problem, [&](int first, int size, int j) { centre(rows, first, size, j); });
    else
      for (int input = 1; input < inputs(); ++input)
        copy_rows(rows, 1, row_of(rows, std::size_t(input)));
  }

  WIDEFIELD_HD static void centre(Rows rows, int first, int size, int j) {
    S sum(Real(0));
    for (int a = 0; a < size; ++a)
      sum += rows(first + a, j);
    const S mean = sum * S(Real(1.0 / size));
    for (int a = 0; a < size; ++a)
      rows(first + a, j) = rows(first + a, j) - mean;
  }

  /// From the adjoints of the fields of `at` to those of the stage below it.
  WIDEFIELD_HD void descend(const At& at, const At& below) {
    prepare(at);
    team.accumulate(below.walked, sums_for(below), [&](std::int64_t tile, auto& partial) {
      partial.expect(kept.memory.entry(at.layer, at.stage, tile + 1), C::registers * kept.k);
      partial.expect(kept.memory.fields(below.layer, below.stage, tile + 1),
                     below.of.fields * kept.k);
      pull_matrices(at, tile);
      if (C::carried) add_state(partial);
      pull_stage(below, tile);
      finish_tile(below, tile, partial);
    });
    if (!team.leader()) return;
    if (C::carried && at.stage == 0) results().record_state(at.layer);
    results().record_fields(below);
  }

  /// From the adjoints of the fields of the first stage to those of the inputs.
  WIDEFIELD_HD void to_inputs(const At& at) {
    prepare(at);
    shape = work.with_adjoint_sums(problem, {});
    team.accumulate(at.below, work.field_sums.with_shape(shape),
                    [&](std::int64_t tile, auto& partial) {
                      pull_matrices(at, tile);
                      add_state(partial);
                    });
    if (team.leader()) results().record_state(at.layer);
  }

  /// A sum over the fields of a stage.
  WIDEFIELD_HD auto sums_for(const At& at) {
    shape = work.with_adjoint_sums(problem, kept.matrices.field_shape(at.of.fields));
    return work.field_sums.with_shape(shape);
  }

  WIDEFIELD_HD void prepare(const At& at) {
    if (team.leader()) {
      choose_rescale(at.walked);
      kept.matrices.prepare_field_side(at, shape, work.field_sums.total);
    }
    team.barrier();
    if constexpr (Matrices::has_signal_side) sum_signal_side(at);
    kept.matrices.begin_adjoint(team, at);
  }

  WIDEFIELD_HD void sum_signal_side(const At& at) {
    const auto sums = work.signal_sums.with_shape(kept.matrices.signal_shape(at.of.fields));
    team.accumulate(at.below, sums, [&](std::int64_t tile, auto& partial) {
      partial.expect(kept.memory.entry(at.layer, at.stage, tile + 1), C::registers * kept.k);
      kept.matrices.signal_side(team, at, tile, forward.signals(at, tile), partial);
    });
    if (team.leader()) kept.matrices.prepare_adjoint(at, sums.shape, sums.total);
    team.barrier();
  }

  /// Through the matrices and the signals of a stage: the adjoints of the registers it starts from.
  WIDEFIELD_HD void pull_matrices(const At& at, std::int64_t tile) {
    const int count = C::registers * inputs();
    if (reads_registers<C>(at.stage) && tile < tile_count(at.walked))
      copy_rows(registers_of(tile), count, work.register_adjoint);
    else
      clear_rows(work.register_adjoint, count);
    if (forward.passes_registers(at))
      add_signals(at, tile, row_of(work.register_adjoint, std::size_t(at.of.name[0]) * inputs()));
    else
      pull_signals(at, tile);
    if (*work.rescale != 1) scale_rows(work.register_adjoint, count, *work.rescale);
  }

  WIDEFIELD_HD void pull_signals(const At& at, std::int64_t tile) {
    clear_rows(work.signal_adjoint, at.of.signals * inputs());
    add_signals(at, tile, work.signal_adjoint);
    forward.with_neurons(at, tile, [&](const auto& neurons) {
      neurons.pull_signals(kept.memory.entry(at.layer, at.stage, tile), work.signal_adjoint,
                           work.register_adjoint);
    });
  }

  /// Adds the adjoints of the signals of one tile, [signal][input].
  WIDEFIELD_HD void add_signals(const At& at, std::int64_t tile, Rows adjoint) const {
    if (tile >= tile_count(at.below)) return;
    if constexpr (Matrices::has_signal_side)
      kept.matrices.add_adjoint(at, tile, forward.signals(at, tile), adjoint);
    else
      kept.matrices.add_adjoint(at, tile, adjoint);
    clear_beyond(at.below, tile, team.lane(), adjoint, at.of.signals * inputs());
  }

  /// Through the update and the mix of a stage: the adjoints of its fields.
  WIDEFIELD_HD void pull_stage(const At& at, std::int64_t tile) {
    const Rows fields = forward.fields(at, tile), mixed = forward.mixed(at, fields);
    forward.with_neurons(at, tile, [&](const auto& neurons) {
      neurons.pull_update(kept.memory.entry(at.layer, at.stage, tile), mixed, work.register_adjoint,
                          work.field_adjoint);
    });
    if constexpr (MixingCell<C>)
      if (at.stage == 0) pull_mix(problem, fields, work.field_adjoint);
  }

  /// Keeps the adjoints of one tile, and sums what the next step needs.
  template <class Partial>
  WIDEFIELD_HD void finish_tile(const At& at, std::int64_t tile, Partial& partial) {
    const int registers = C::registers * inputs();
    for (int f = 0; f < at.of.fields; ++f)
      clear_beyond(at.neurons(f), tile, team.lane(),
                   row_of(work.field_adjoint, std::size_t(f) * inputs()), inputs());
    clear_beyond(at.walked, tile, team.lane(), work.register_adjoint, registers);
    if (reads_registers<C>(at.stage))
      copy_rows(work.register_adjoint, registers, registers_of(tile));
    for (int input = 0; input < inputs(); ++input) {
      add_square(input, at.of.fields, work.field_adjoint, sum_fields, partial);
      if (at.of.fields > 1) add_square(input, 1, work.field_adjoint, sum_first_field, partial);
    }
    kept.matrices.field_side(team, at, tile, kept.memory.fields(at.layer, at.stage, tile),
                             work.field_adjoint, partial);
  }

  /// Adds the squares of the first `groups` groups of rows of an input.
  template <class Partial>
  WIDEFIELD_HD void add_square(int input, int groups, Rows rows, AdjointSum sum,
                               Partial& partial) const {
    S square[lane_neurons];
    for (int j = 0; j < lane_neurons; ++j) {
      square[j] = S(Real(0));
      for (int group = 0; group < groups; ++group) {
        const S& g = rows(group * inputs() + input, j);
        square[j] += g * g;
      }
    }
    partial.add(sum * inputs() + input, square);
  }
  template <class Partial>
  WIDEFIELD_HD void add_state(Partial& partial) const {
    for (int input = 0; input < inputs(); ++input)
      add_square(input, 1, work.register_adjoint, sum_state, partial);
  }

  WIDEFIELD_HD Rows registers_of(std::int64_t tile) const {
    return row_of(work.stored_registers, std::size_t(tile) * C::registers * inputs());
  }

  /// What the sum over the fields made last says.
  WIDEFIELD_HD AdjointRecord<C> results() const {
    return {problem, record, shape, work.field_sums.total, *work.read_out, *work.exponent};
  }

  /// A power of two that brings the largest adjoint of a neuron near 1.
  WIDEFIELD_HD void choose_rescale(std::int64_t neurons) {
    double largest = 0;
    for (int input = 0; input < inputs(); ++input)
      for (const AdjointSum which : {sum_fields, sum_state}) {
        const double square = results().sum(which, input);
        largest = square > largest ? square : largest;
      }
    int power = 0;
    if (largest > 0 && largest < __builtin_huge_val()) ::frexp(largest / double(neurons), &power);
    *work.exponent -= power / 2;
    *work.rescale = Real(::ldexp(1.0, -(power / 2)));
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
