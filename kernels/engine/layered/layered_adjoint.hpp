#pragma once
#include "kernels/engine/layered/adjoint_record.hpp"
#include "kernels/engine/layered/adjoint_workspace.hpp"
#include "kernels/engine/layered/layered_network.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// Back-propagation of one random linear read-out through a network that LayeredForward has left in
/// memory. Where states live on from layer to layer the read-out is of x^L and gradients are those
/// of the states; otherwise it is of h^L, and they are those of h^l, the fields of the first stage
/// of layer l. g_L ~ N(0, 1) is the same for all inputs. Under a mix every input has its own, and
/// their sum over a batch is taken out: it would pass some mixes unchanged and others not at all.
/// Adjoints grow or shrink exponentially with depth, so they are rescaled by powers of two on the
/// way.
template <class Code, class Team, class Matrices>
struct LayeredAdjoint {
  using S = typename Team::Scalar;
  using Real = typename Team::Real;
  using Rows = typename Team::Rows;
  using Arguments = TileArguments<Rows>;

  LayeredNetwork<Code, Team, Matrices> network;
  double* record;
  AdjointWorkspace<Code, Team, Matrices>& work;
  // what the network is of
  Team& team = network.team;
  const Problem<Code>& problem = network.problem;
  LayeredWorkspace<Code, Team, Matrices>& kept = network.work;
  SumShape shape = {};  // of the sum over the fields made last

  WIDEFIELD_HD void run() {
    StageAt at = network.at(problem.depth, carried() ? numbers().stages - 1 : 0);
    read_out(at);
    while (at.layer > 1 || at.stage > 0) {
      const StageAt below = at.stage > 0 ? network.at(at.layer, at.stage - 1)
                                         : network.at(at.layer - 1, numbers().stages - 1);
      descend(at, below);
      at = below;
    }
    if (carried()) to_inputs(at);
  }

 private:
  WIDEFIELD_HD int inputs() const { return problem.copies.inputs; }
  WIDEFIELD_HD CellNumbers numbers() const { return problem.cell.numbers(); }
  WIDEFIELD_HD bool carried() const { return numbers().carried; }
  WIDEFIELD_HD int register_rows() const { return numbers().registers * inputs(); }

  /// The read-out, and the adjoints of the fields of `at`.
  WIDEFIELD_HD void read_out(const StageAt& at) {
    team.accumulate(at.walked, sums_for(at), [&](std::int64_t tile, auto& partial) {
      clear_rows(work.register_adjoint, register_rows());
      if (carried())
        read_out_states(at, tile, partial);
      else
        for (int f = 0; f < at.fields; ++f)
          draw_read_out(at, tile, at.first_term(f).matrix,
                        row_of(work.field_adjoint, std::size_t(f) * inputs()));
      finish_tile(at, tile, partial);
    });
    if (!team.leader()) return;
    *work.exponent = 0;
    *work.read_out = 0;  // until it is known
    *work.read_out = results().total(carried() ? sum_state : sum_fields);
    if (carried()) results().record_state(at.layer + 1);
    results().record_fields(at);
  }

  template <class Partial>
  WIDEFIELD_HD void read_out_states(const StageAt& at, std::int64_t tile, Partial& partial) {
    const std::int64_t neurons = network.at(at.layer + 1, 0).below;
    for (int state = 0; state < numbers().states; ++state) {
      const Rows rows = row_of(work.register_adjoint, std::size_t(state) * inputs());
      draw_read_out(at, tile, state, rows);
      clear_beyond(neurons, tile, team.lane(), rows, inputs());
    }
    add_states(partial);
    pull_stage(at, tile);
  }

  /// One normal for every neuron, or one for every input that sum to zero over a batch.
  WIDEFIELD_HD void draw_read_out(const StageAt& at, std::int64_t tile, int which,
                                  Rows rows) const {
    const Stream probe{problem.key, Purpose::probe, at.network, std::uint32_t(at.layer),
                       std::uint32_t(which)};
    draw_rows(team, probe, tile, numbers().mixes ? inputs() : 1, rows);
    if (numbers().mixes)
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
  WIDEFIELD_HD void descend(const StageAt& at, const StageAt& below) {
    prepare(at);
    team.accumulate(below.walked, sums_for(below), [&](std::int64_t tile, auto& partial) {
      partial.expect(network.entry(at, tile + 1), numbers().registers * kept.k);
      partial.expect(kept.memory.units(below.layer, below.stage, tile + 1), below.units() * kept.k);
      pull_matrices(at, tile);
      if (carried()) add_states(partial);
      pull_stage(below, tile);
      finish_tile(below, tile, partial);
    });
    if (!team.leader()) return;
    if (carried() && at.stage == 0) results().record_state(at.layer);
    results().record_fields(below);
  }

  /// From the adjoints of the fields of the first stage to those of the inputs.
  WIDEFIELD_HD void to_inputs(const StageAt& at) {
    prepare(at);
    shape = work.with_adjoint_sums(problem, {});
    team.accumulate(at.below, work.field_sums.with_shape(shape),
                    [&](std::int64_t tile, auto& partial) {
                      pull_matrices(at, tile);
                      add_states(partial);
                    });
    if (team.leader()) results().record_state(at.layer);
  }

  /// A sum over the fields of a stage.
  WIDEFIELD_HD auto sums_for(const StageAt& at) {
    shape = work.with_adjoint_sums(problem, kept.matrices.field_shape(at.fields, at.units()));
    return work.field_sums.with_shape(shape);
  }

  WIDEFIELD_HD void prepare(const StageAt& at) {
    if (team.leader()) {
      choose_rescale(at.walked);
      kept.means.prepare_adjoint(at, work.field_sums.total + shape.sum(adjoint_sums * inputs()));
      kept.matrices.prepare_field_side(at, shape, work.field_sums.total);
    }
    team.barrier();
    if constexpr (Matrices::has_signal_side) sum_signal_side(at);
    kept.matrices.begin_adjoint(team, at);
  }

  WIDEFIELD_HD void sum_signal_side(const StageAt& at) {
    const auto sums = work.signal_sums.with_shape(kept.matrices.signal_shape(at.units()));
    team.accumulate(at.below, sums, [&](std::int64_t tile, auto& partial) {
      partial.expect(network.entry(at, tile + 1), numbers().registers * kept.k);
      kept.matrices.signal_side(team, at, tile, network.signals(at, tile), partial);
    });
    if (team.leader()) kept.matrices.prepare_adjoint(at, sums.shape, sums.total);
    team.barrier();
  }

  /// Through the matrices and the signals of a stage: the adjoints of the registers it starts from.
  WIDEFIELD_HD void pull_matrices(const StageAt& at, std::int64_t tile) {
    if (numbers().reads_registers(at.stage) && tile < tile_count(at.walked))
      copy_rows(registers_of(tile), register_rows(), work.register_adjoint);
    else
      clear_rows(work.register_adjoint, register_rows());
    if (network.passes_registers(at))
      add_signals(at, tile, row_of(work.register_adjoint, std::size_t(at.name[0]) * inputs()));
    else
      pull_signals(at, tile);
    if (*work.rescale != 1) scale_rows(work.register_adjoint, register_rows(), *work.rescale);
  }

  WIDEFIELD_HD void pull_signals(const StageAt& at, std::int64_t tile) {
    Rows adjoint = work.signal_adjoint;
    clear_rows(adjoint, at.signals() * inputs());
    add_signals(at, tile, adjoint);
    if (problem.coupled()) {
      clear_rows(work.uncoupled_adjoint, at.names * inputs());
      pull_coupling(network.place(at, tile), adjoint, work.uncoupled_adjoint);
      adjoint = work.uncoupled_adjoint;
    }
    problem.cell.template run<TileFunction::pull_signals>(
        network.place(at, tile), Arguments{.entry = network.entry(at, tile),
                                           .register_adjoint = work.register_adjoint,
                                           .signal_adjoint = adjoint});
  }

  /// Adds the adjoints of the signals of one tile, [signal][input].
  WIDEFIELD_HD void add_signals(const StageAt& at, std::int64_t tile, Rows adjoint) const {
    if (tile >= tile_count(at.below)) return;
    if constexpr (Matrices::has_signal_side)
      kept.matrices.add_adjoint(at, tile, network.signals(at, tile), adjoint);
    else
      kept.matrices.add_adjoint(at, tile, adjoint);
    kept.means.add_adjoint(at, adjoint);
    clear_beyond(at.below, tile, team.lane(), adjoint, at.signals() * inputs());
  }

  /// Through the update and the mix of a stage: the adjoints of its fields.
  WIDEFIELD_HD void pull_stage(const StageAt& at, std::int64_t tile) {
    const Rows fields = network.fields(at, tile), mixed = network.mixed(at, tile, fields);
    problem.cell.template run<TileFunction::pull_update>(
        network.place(at, tile), Arguments{.entry = network.entry(at, tile),
                                           .fields = mixed,
                                           .external = network.external(at, tile),
                                           .register_adjoint = work.register_adjoint,
                                           .field_adjoint = work.field_adjoint});
    if (numbers().mixes && at.stage == 0)
      problem.cell.template run<TileFunction::pull_mix>(
          network.place(at, tile),
          Arguments{.fields = fields, .field_adjoint = work.field_adjoint});
  }

  /// Keeps the adjoints of one tile, and sums what the next step needs.
  template <class Partial>
  WIDEFIELD_HD void finish_tile(const StageAt& at, std::int64_t tile, Partial& partial) {
    for (int f = 0; f < at.fields; ++f)
      clear_beyond(at.neurons(f), tile, team.lane(),
                   row_of(work.field_adjoint, std::size_t(f) * inputs()), inputs());
    clear_beyond(at.walked, tile, team.lane(), work.register_adjoint, register_rows());
    if (numbers().reads_registers(at.stage))
      copy_rows(work.register_adjoint, register_rows(), registers_of(tile));
    for (int input = 0; input < inputs(); ++input) {
      add_square(input, at.fields, work.field_adjoint, sum_fields, partial);
      if (at.fields > 1) add_square(input, 1, work.field_adjoint, sum_first_field, partial);
    }
    for (int row = 0; kept.means.wanted() && row < at.fields * inputs(); ++row)
      add_row(adjoint_sums * inputs() + row, work.field_adjoint, row, partial);
    kept.matrices.field_side(team, at, tile, kept.memory.units(at.layer, at.stage, tile),
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
  WIDEFIELD_HD void add_states(Partial& partial) const {
    for (int input = 0; input < inputs(); ++input)
      add_square(input, numbers().states, work.register_adjoint, sum_state, partial);
  }

  WIDEFIELD_HD Rows registers_of(std::int64_t tile) const {
    return row_of(work.stored_registers, std::size_t(tile) * register_rows());
  }

  /// What the sum over the fields made last says.
  WIDEFIELD_HD AdjointRecord<Code> results() const {
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
