#pragma once
#include "kernels/engine/layered/adjoint_record.hpp"
#include "kernels/engine/layered/layer_memory.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// Memory of back-propagation: adjoints of the registers of every neuron, sums, and one tile's
/// rows. Rows are numbered [..][input].
template <class Code, class Team, class Matrices>
struct AdjointWorkspace {
  using Rows = typename Team::Rows;

  Rows stored_registers;  // shared, [tile][register][input]
  double* read_out;       // |g_L|^2, all inputs together
  int* exponent;          // adjoints are those of the read-out times 2^exponent
  typename Team::Real* rescale;
  typename Team::Sums field_sums, signal_sums;
  Rows field_adjoint, register_adjoint, signal_adjoint, uncoupled_adjoint;  // own

  WIDEFIELD_HD AdjointWorkspace(Team& team, const Problem<Code>& problem, const Matrices& matrices)
      : stored_registers(team.rows(team.shared(), kept(problem, tile_count(problem.widest())) *
                                                      problem.cell.numbers().registers *
                                                      problem.copies.inputs)),
        read_out(team.shared().template take<double>(1)),
        exponent(team.shared().template take<int>(1)),
        rescale(team.shared().template take<typename Team::Real>(1)),
        field_sums(team,
                   with_adjoint_sums(
                       problem, matrices.field_shape(most_fields(problem), most_units(problem))),
                   problem.widest()),
        signal_sums(team, matrices.signal_shape(most_units(problem)), problem.widest()),
        field_adjoint(own(team, problem, most_fields(problem))),
        register_adjoint(own(team, problem, problem.cell.numbers().registers)),
        signal_adjoint(own(team, problem, most_signals(problem))),
        uncoupled_adjoint(own(team, problem, problem.coupled() ? most_signals(problem) : 0)) {}

  /// What the matrices need, AdjointSum of every input and, where weights have a mean, the sums of
  /// the adjoints of the fields themselves, [field][input].
  WIDEFIELD_HD static SumShape with_adjoint_sums(const Problem<Code>& problem, SumShape shape) {
    const int fields = has_means(problem) ? most_fields(problem) : 0;
    shape.sums = (adjoint_sums + fields) * problem.copies.inputs;
    return shape;
  }

 private:
  WIDEFIELD_HD static int most_fields(const Problem<Code>& problem) {
    return problem.cell.numbers().most_fields();
  }
  /// Where nothing of the registers lives on, their adjoints do not either.
  WIDEFIELD_HD static std::size_t kept(const Problem<Code>& problem, std::int64_t count) {
    const CellNumbers of = problem.cell.numbers();
    return back_propagates(problem) && of.reads_registers(of.stages - 1) ? std::size_t(count) : 0;
  }
  WIDEFIELD_HD static Rows own(Team& team, const Problem<Code>& problem, int groups) {
    return team.rows(team.own(), std::size_t(groups) * problem.copies.inputs);
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
