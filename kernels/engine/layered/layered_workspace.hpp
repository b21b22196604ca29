#pragma once
#include "kernels/engine/layered/layer_memory.hpp"
#include "kernels/engine/layered/layered_frame.hpp"
#include "kernels/engine/tile/sum_shape.hpp"

namespace widefield::inline WIDEFIELD_ISA {

// The single sums over the neurons of a stage: [FieldSum][input], then squared differences [a < b].
WIDEFIELD_HD inline bool measures_differences(const Task& task) {
  return task.record.has(Primitive::state_difference);
}
WIDEFIELD_HD inline int first_difference(const Task& task) {
  return task.record.has_field_sums() ? field_sums * task.copies.inputs : 0;
}

/// Memory of one network whose neurons are kept, for any cell. `Matrices` is what the engines
/// `state` and `dense` differ in: FreshAdjoint or DrawnMatrices.
template <Cell C, class Team, class Matrices>
struct LayeredWorkspace {
  using Real = typename Team::Real;
  using Rows = typename Team::Rows;

  int k, n, most_signal;  // copies, inputs, distinct signals of a stage
  LayerMemory<C, Team> memory;
  LayeredFrame<C, Team> tangents;
  Matrices matrices;
  double* gram;               // [signal][copy][copy], x_a . x_b / N
  double *scratch, *inverse;  // [copy][copy]
  Real* input_mixing;         // [copy][copy]
  // over a stage: Gram matrix of the next signals, FieldSum of every input, squared differences
  typename Team::Sums sums;
  Rows biased, mixed;  // own, [field][copy]: fields with biases; after the mix
  Rows signal;         // own, [signal][copy]

  WIDEFIELD_HD LayeredWorkspace(Team& team, const Problem<C>& problem)
      : k(problem.copies.count()),
        n(problem.copies.inputs),
        most_signal(most_signals(problem)),
        memory(team, problem),
        tangents(team, problem),
        matrices(team, problem),
        gram(team.shared().template take<double>(std::size_t(most_signal) * k * k)),
        scratch(team.shared().template take<double>(std::size_t(k) * k)),
        inverse(team.shared().template take<double>(std::size_t(k) * k)),
        input_mixing(team.shared().template take<Real>(std::size_t(k) * k)),
        sums(team, sum_shape(problem), problem.widest()),
        biased(team.rows(team.own(), std::size_t(most_fields<C>()) * k)),
        mixed(team.rows(team.own(), std::size_t(most_fields<C>()) * k)),
        signal(team.rows(team.own(), std::size_t(most_signal) * k)) {}

 private:
  WIDEFIELD_HD static SumShape sum_shape(const Problem<C>& problem) {
    return {
        most_signals(problem) * problem.copies.count(),
        first_difference(problem) + (measures_differences(problem)
                                         ? problem.record.components(Primitive::state_difference)
                                         : 0)};
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
