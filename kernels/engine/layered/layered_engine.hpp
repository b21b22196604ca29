#pragma once
#include "kernels/engine/layered/layered_adjoint.hpp"
#include "kernels/engine/layered/layered_forward.hpp"
#include "kernels/engine/planning.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The whole network, layer by layer, and back.
template <class Code, class Team, class Matrices>
struct LayeredEngineWorkspace {
  LayeredWorkspace<Code, Team, Matrices> forward;
  AdjointWorkspace<Code, Team, Matrices> adjoint;

  WIDEFIELD_HD LayeredEngineWorkspace(Team& team, const Problem<Code>& problem)
      : forward(team, problem), adjoint(team, problem, forward.matrices) {}

  /// The network as it stands in memory.
  WIDEFIELD_HD LayeredNetwork<Code, Team, Matrices> network(Team& team,
                                                            const Problem<Code>& problem,
                                                            std::uint32_t number) {
    return {team, problem, number, forward};
  }

  WIDEFIELD_HD void run(Team& team, const Problem<Code>& problem, std::uint32_t number,
                        double* record) {
    LayeredForward<Code, Team, Matrices>{network(team, problem, number), record}.run();
    if (back_propagates(problem))
      LayeredAdjoint<Code, Team, Matrices>{network(team, problem, number), record, adjoint}.run();
  }
};

/// What the engines that keep the neurons of a network have in common; they differ in their
/// Workspace.
template <class Engine>
struct LayeredEngine {
  template <class Code>
  static constexpr bool runs = true;

  /// The pieces that a network can be shared out in.
  static std::int64_t parts(const Task& task) { return chunk_count(task.widest()); }

  template <class Code, class Team>
  WIDEFIELD_HD static void run(Team& team, const Problem<Code>& problem, std::uint32_t network,
                               double* record) {
    typename Engine::template Workspace<Code, Team>(team, problem)
        .run(team, problem, network, record);
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
