#pragma once
#include "kernels/engine/layered.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// Memory of back-propagation: adjoints of the registers of every neuron, sums, and one tile's
/// rows. Rows are numbered [..][input].
template <Cell C, class Team, class Matrices>
struct AdjointWorkspace {
  using Rows = typename Team::Rows;

  Rows stored_registers;  // shared, [tile][register][input]
  double* first_square;   // [input] |g_L|^2
  int* exponent;          // adjoints are those of the read-out times 2^exponent
  typename Team::Real* rescale;
  typename Team::Sums field_sums;   // Matrices::sum_rows, and |g|^2 of every input
  typename Team::Sums signal_sums;  // Matrices::sum_rows
  Rows field_adjoint, register_adjoint, signal_adjoint, sum_rows;  // own

  WIDEFIELD_HD AdjointWorkspace(Team& team, const Problem<C>& problem, const Matrices& matrices)
      : stored_registers(team.rows(team.shared(), kept(problem, tile_count(problem.widest())) *
                                                      C::registers * problem.copies.inputs)),
        first_square(team.shared().template take<double>(std::size_t(problem.copies.inputs))),
        exponent(team.shared().template take<int>(1)),
        rescale(team.shared().template take<typename Team::Real>(1)),
        field_sums(team, {matrices.sum_rows(), problem.copies.inputs}, problem.widest()),
        signal_sums(team, {matrices.sum_rows(), 0}, problem.widest()),
        field_adjoint(own(team, most_fields<C>() * problem.copies.inputs)),
        register_adjoint(own(team, C::registers * problem.copies.inputs)),
        signal_adjoint(own(team, most_signals(problem) * problem.copies.inputs)),
        sum_rows(own(team, matrices.sum_rows())) {}

 private:
  WIDEFIELD_HD static std::size_t kept(const Problem<C>& problem, std::int64_t count) {
    return back_propagates(problem) ? std::size_t(count) : 0;
  }
  WIDEFIELD_HD static Rows own(Team& team, int rows) {
    return team.rows(team.own(), std::size_t(rows));
  }
};

/// Back-propagation of one random linear read-out of h^L through a network that LayeredForward has
/// left in memory. h^l are the fields of the first stage of layer l; g_L ~ N(0, 1) is the same for
/// all inputs. Adjoints grow or shrink exponentially with depth, so they are rescaled by powers of
/// two on the way.
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

  WIDEFIELD_HD void run() {
    At at = forward.at(problem.depth, 0);
    read_out(at);
    while (at.layer > 1 || at.stage > 0) {
      const At below = at.stage > 0 ? forward.at(at.layer, at.stage - 1)
                                    : forward.at(at.layer - 1, C::stages - 1);
      descend(at, below);
      at = below;
    }
  }

 private:
  WIDEFIELD_HD int inputs() const { return problem.copies.inputs; }

  /// g_L, one normal for every neuron and field, and the start of the record.
  WIDEFIELD_HD void read_out(const At& at) {
    team.accumulate(at.here, work.field_sums, [&](std::int64_t tile, auto& partial) {
      for (int f = 0; f < at.of.fields; ++f) {
        const Stream probe{problem.seed, Purpose::probe, at.network, std::uint32_t(at.layer),
                           std::uint32_t(at.of.field[f].matrix)};
        const Rows rows = row_of(work.field_adjoint, std::size_t(f) * inputs());
        draw_rows(team, probe, tile, 1, rows);
        for (int input = 1; input < inputs(); ++input)
          copy_rows(rows, 1, row_of(rows, std::size_t(input)));
      }
      clear_rows(work.register_adjoint, C::registers * inputs());
      finish_tile(at, tile, partial);
    });
    if (!team.leader()) return;
    *work.exponent = 0;
    for (int input = 0; input < inputs(); ++input)
      work.first_square[input] = square(input);
    record_gradient(at);
  }

  /// From the adjoints of the fields of `at` to those of the stage below it.
  WIDEFIELD_HD void descend(const At& at, const At& below) {
    if (team.leader()) {
      choose_rescale(at.here);
      kept.matrices.prepare_field_side(at, work.field_sums.shape, work.field_sums.total);
    }
    team.barrier();
    if constexpr (Matrices::has_signal_side) sum_signal_side(at);
    kept.matrices.begin_adjoint(team, at);
    team.accumulate(below.here, work.field_sums, [&](std::int64_t tile, auto& partial) {
      pull_matrices(at, tile);
      pull_stage(below, tile);
      finish_tile(below, tile, partial);
    });
    if (team.leader() && below.stage == 0) record_gradient(below);
  }

  WIDEFIELD_HD void sum_signal_side(const At& at) {
    team.accumulate(at.below, work.signal_sums, [&](std::int64_t tile, auto& partial) {
      forward.load_signals(at, tile);
      kept.matrices.signal_side(team, at, tile, kept.signal, work.sum_rows);
      partial.gram(work.sum_rows);
    });
    if (team.leader())
      kept.matrices.prepare_adjoint(at, work.signal_sums.shape, work.signal_sums.total);
    team.barrier();
  }

  /// Through the matrices and the signals of a stage: the adjoints of the registers it starts from.
  WIDEFIELD_HD void pull_matrices(const At& at, std::int64_t tile) {
    if constexpr (Matrices::has_signal_side) forward.load_signals(at, tile);
    kept.matrices.adjoint(team, at, tile, kept.signal, work.signal_adjoint);
    const int count = C::registers * inputs();
    if (C::carried || at.stage > 0)
      copy_rows(registers_of(tile), count, work.register_adjoint);
    else
      clear_rows(work.register_adjoint, count);
    scale_rows(work.register_adjoint, count, *work.rescale);
    scale_rows(work.signal_adjoint, at.of.signals * inputs(), *work.rescale);
    forward.with_neurons(at, tile, [&](const auto& neurons) {
      neurons.pull_signals(kept.memory.entry(at.layer, at.stage, tile), work.signal_adjoint,
                           work.register_adjoint);
    });
  }

  /// Through the update and the mix of a stage: the adjoints of its fields.
  WIDEFIELD_HD void pull_stage(const At& at, std::int64_t tile) {
    forward.load_fields(at, tile);
    forward.with_neurons(at, tile, [&](const auto& neurons) {
      neurons.pull_update(kept.memory.entry(at.layer, at.stage, tile), kept.mixed,
                          work.register_adjoint, work.field_adjoint);
    });
    StageMix<C, Team>{problem}.pull_mix(kept.field, work.field_adjoint);
  }

  /// Keeps the adjoints of one tile, and sums what the next step needs.
  template <class Partial>
  WIDEFIELD_HD void finish_tile(const At& at, std::int64_t tile, Partial& partial) {
    const int registers = C::registers * inputs();
    clear_beyond(at.here, tile, team.lane(), work.field_adjoint, at.of.fields * inputs());
    clear_beyond(at.here, tile, team.lane(), work.register_adjoint, registers);
    copy_rows(work.register_adjoint, registers, registers_of(tile));
    for (int input = 0; input < inputs(); ++input) {
      S square[lane_neurons];
      for (int j = 0; j < lane_neurons; ++j) {
        square[j] = S(Real(0));
        for (int f = 0; f < at.of.fields; ++f) {
          const S& g = work.field_adjoint(f * inputs() + input, j);
          square[j] += g * g;
        }
      }
      partial.add(input, square);
    }
    kept.matrices.field_side(team, at, tile, work.field_adjoint, work.sum_rows);
    if constexpr (Matrices::has_signal_side) partial.gram(work.sum_rows);
  }

  WIDEFIELD_HD Rows registers_of(std::int64_t tile) const {
    return row_of(work.stored_registers, std::size_t(tile) * C::registers * inputs());
  }

  /// |g|^2 of the adjoints as they stand.
  WIDEFIELD_HD double square(int input) const {
    return work.field_sums.total[work.field_sums.shape.sum(input)];
  }

  /// A power of two that brings the largest adjoint of a neuron near 1.
  WIDEFIELD_HD void choose_rescale(std::int64_t neurons) {
    double largest = 0;
    for (int input = 0; input < inputs(); ++input)
      largest = square(input) > largest ? square(input) : largest;
    int power = 0;
    if (largest > 0 && largest < __builtin_huge_val()) ::frexp(largest / double(neurons), &power);
    *work.exponent -= power / 2;
    *work.rescale = Real(::ldexp(1.0, -(power / 2)));
  }

  WIDEFIELD_HD void record_gradient(const At& at) {
    double sum = 0;
    for (int input = 0; input < inputs(); ++input)
      sum += ::ldexp(square(input), -2 * *work.exponent) / work.first_square[input];
    record[problem.record.slot(Primitive::gradient_square, at.layer)] = sum / inputs();
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
