#pragma once
#include "kernels/engine/layered/layered_adjoint.hpp"
#include "kernels/engine/matrices/fresh_adjoint.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// What `state` and `dense` have in common: the whole network, layer by layer, and back.
template <Cell C, class Team, class Matrices>
struct LayeredEngineWorkspace {
  LayeredWorkspace<C, Team, Matrices> forward;
  AdjointWorkspace<C, Team, Matrices> adjoint;

  WIDEFIELD_HD LayeredEngineWorkspace(Team& team, const Problem<C>& problem)
      : forward(team, problem), adjoint(team, problem, forward.matrices) {}

  WIDEFIELD_HD void run(Team& team, const Problem<C>& problem, std::uint32_t network,
                        double* record) {
    LayeredForward<C, Team, Matrices> up{team, problem, network, record, forward};
    up.run();
    if (back_propagates(problem))
      LayeredAdjoint<C, Team, Matrices>{team, problem, record, up, forward, adjoint}.run();
  }
};

/// The registers of every neuron and no weights: given the signals below a stage, its fields are
/// drawn from their law (kernels/engine/matrices/fresh_matrices.hpp), and W^T D from its law given
/// those (kernels/engine/matrices/fresh_adjoint.hpp). Exact at every width for fresh Gaussian and
/// Haar matrices, with any cell; N k normals and N k^2 multiply-adds per matrix.
struct StateEngine {
  static constexpr std::string_view name = "state";
  template <Cell C>
  static constexpr bool runs = true;

  static std::int64_t parts(const Task& task) { return chunk_count(task.widest()); }

  template <Cell C, class Team>
  using Workspace = LayeredEngineWorkspace<C, Team, FreshAdjoint<C, Team>>;

  template <Cell C, class Team>
  WIDEFIELD_HD static void run(Team& team, const Problem<C>& problem, std::uint32_t network,
                               double* record) {
    Workspace<C, Team>(team, problem).run(team, problem, network, record);
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
