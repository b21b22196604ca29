#pragma once
#include "kernels/engine/layered/layered_adjoint.hpp"
#include "kernels/engine/matrices/fresh_adjoint.hpp"
#include "kernels/engine/planning.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// What `state` and `dense` have in common: the whole network, layer by layer, and back.
template <class Code, class Team, class Matrices>
struct LayeredEngineWorkspace {
  LayeredWorkspace<Code, Team, Matrices> forward;
  AdjointWorkspace<Code, Team, Matrices> adjoint;

  WIDEFIELD_HD LayeredEngineWorkspace(Team& team, const Problem<Code>& problem)
      : forward(team, problem), adjoint(team, problem, forward.matrices) {}

  WIDEFIELD_HD void run(Team& team, const Problem<Code>& problem, std::uint32_t network,
                        double* record) {
    LayeredForward<Code, Team, Matrices> up{team, problem, network, record, forward};
    up.run();
    if (back_propagates(problem))
      LayeredAdjoint<Code, Team, Matrices>{team, problem, record, up, forward, adjoint}.run();
  }
};

/// The registers of every neuron and no weights: given the signals below a stage, its fields are
/// drawn from their law (kernels/engine/matrices/fresh_matrices.hpp), and W^T D from its law given
/// those (kernels/engine/matrices/fresh_adjoint.hpp). Exact at every width for fresh Gaussian and
/// Haar matrices, with any cell; N k normals and N k^2 multiply-adds per matrix.
struct StateEngine {
  static constexpr std::string_view name = "state";
  static constexpr std::string_view meaning =
      "every neuron is kept, weights never exist; back-propagation";
  static constexpr std::string_view why =
      "neurons are kept for what comes back to them, but no weights are drawn";
  static constexpr std::string_view citation = "lu2021";
  static Refusal refuse(const Request&);
  static void cost(const Request&, Plan&);
  template <class Code>
  static constexpr bool runs = true;

  static std::int64_t parts(const Task& task) { return chunk_count(task.widest()); }

  template <class Code, class Team>
  using Workspace = LayeredEngineWorkspace<Code, Team, FreshAdjoint<Code, Team>>;

  template <class Code, class Team>
  WIDEFIELD_HD static void run(Team& team, const Problem<Code>& problem, std::uint32_t network,
                               double* record) {
    Workspace<Code, Team>(team, problem).run(team, problem, network, record);
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
