#pragma once
#include "kernels/engine/layered/layered_workspace.hpp"
#include "kernels/engine/tile/coupled_rows.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// One network whose neurons are kept, read tile by tile: what a stage starts from, its fields, the
/// signals that it multiplies, its slopes. What goes up through the network, down, or multiplies by
/// its Jacobian reads it here.
template <class Code, class Team, class Matrices>
struct LayeredNetwork {
  using Rows = typename Team::Rows;
  using Arguments = TileArguments<Rows>;

  Team& team;
  const Problem<Code>& problem;
  std::uint32_t number;
  LayeredWorkspace<Code, Team, Matrices>& work;

  WIDEFIELD_HD StageAt at(int layer, int stage) const {
    StageAt where = stage_at(problem, number, layer, stage);
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

  /// Does the trajectory follow the fields of a stage, or the states that the next one starts from?
  WIDEFIELD_HD bool follows_fields(const StageAt& where) const {
    return work.trajectory.wanted() && !problem.cell.numbers().carried && where.stage == 0;
  }
  WIDEFIELD_HD bool follows_states(const StageAt& next) const {
    return work.trajectory.wanted() && problem.cell.numbers().carried && next.stage == 0;
  }

 private:
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
};

}  // namespace widefield::inline WIDEFIELD_ISA
