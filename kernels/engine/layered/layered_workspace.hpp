#pragma once
#include "kernels/engine/layered/layer_memory.hpp"
#include "kernels/engine/layered/layered_frame.hpp"
#include "kernels/engine/layered/mean_weights.hpp"
#include "kernels/engine/layered/trajectory.hpp"
#include "kernels/engine/tile/drawn_coupling.hpp"
#include "kernels/engine/tile/external_input.hpp"
#include "kernels/engine/tile/field_sums.hpp"
#include "kernels/engine/tile/sum_shape.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The single sums over the neurons of a stage: [FieldSum][input], then squared differences
/// [a < b], then the signals themselves where weights have a mean, [signal][copy], then products of
/// a trajectory, [lag][input].
struct StageSums {
  int differences = 0, signals = 0, products = 0;  // where they begin
  int count = 0;

  template <class Code>
  WIDEFIELD_HD explicit StageSums(const Problem<Code>& problem)
      : differences(problem.record.has_field_sums() ? field_sums * problem.copies.inputs : 0),
        signals(differences + (measures_differences(problem)
                                   ? problem.record.components(Primitive::state_difference)
                                   : 0)),
        products(signals +
                 (has_means(problem) ? most_signals(problem) * problem.copies.count() : 0)),
        count(products + problem.record.components(Primitive::autocorrelation)) {}

  WIDEFIELD_HD static bool measures_differences(const Task& task) {
    return task.record.has(Primitive::state_difference);
  }
};

/// Memory of one network whose neurons are kept, for any cell. `Matrices` is what the engines
/// `state`, `lazy` and `dense` differ in.
template <class Code, class Team, class Matrices>
struct LayeredWorkspace {
  using Real = typename Team::Real;
  using Rows = typename Team::Rows;

  int k, n, most_signal;  // copies, inputs, distinct signals of a stage
  LayerMemory<Code, Team> memory;
  LayeredFrame<Code, Team> tangents;
  Matrices matrices;
  DrawnCoupling coupling;
  MeanWeights<Code, Team> means;
  ExternalInput<Team> external;
  double* gram;                            // [signal][copy][copy], x_a . x_b / N
  double *field_gram, *scratch, *inverse;  // [copy][copy]
  Real* input_mixing;                      // [copy][copy]
  StageSums single;
  Trajectory<Team> trajectory;
  // over a stage: Gram matrix of the next signals, and single sums
  typename Team::Sums sums;
  Rows summed, mixed;      // own, [field][copy]: fields with biases; after the mix
  Rows signal, uncoupled;  // own, [signal][copy], [name][copy]
  Rows terms;              // own, [FieldSum]

  WIDEFIELD_HD LayeredWorkspace(Team& team, const Problem<Code>& problem)
      : k(problem.copies.count()),
        n(problem.copies.inputs),
        most_signal(most_signals(problem)),
        memory(team, problem),
        tangents(team, problem),
        matrices(team, problem),
        coupling(team, problem),
        means(team, problem, memory.layers()),
        external(team, problem),
        gram(team.shared().template take<double>(std::size_t(most_signal) * k * k)),
        field_gram(team.shared().template take<double>(std::size_t(k) * k)),
        scratch(team.shared().template take<double>(std::size_t(k) * k)),
        inverse(team.shared().template take<double>(std::size_t(k) * k)),
        input_mixing(team.shared().template take<Real>(std::size_t(k) * k)),
        single(problem),
        trajectory(team, problem, single.products),
        sums(team, SumShape{most_signal * k, single.count}, problem.widest()),
        summed(team.rows(team.own(), most_fields(problem) * k)),
        mixed(team.rows(team.own(), most_fields(problem) * k)),
        signal(team.rows(team.own(), std::size_t(most_signal) * k)),
        uncoupled(team.rows(team.own(), std::size_t(problem.coupled() ? most_signal : 0) * k)),
        terms(team.rows(team.own(), field_sums)) {}

 private:
  WIDEFIELD_HD static std::size_t most_fields(const Problem<Code>& problem) {
    return std::size_t(problem.cell.numbers().most_fields());
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
