#pragma once
#include "kernels/cpu/engine_functions.hpp"
#include "kernels/cpu/team.hpp"
#include "kernels/engine/dispatch.hpp"

// The functions of an engine table, for one cell.
namespace widefield::inline WIDEFIELD_ISA {

template <Cell C>
EngineNeeds needs_of(const EngineCall& call) {
  EngineNeeds needs;
  with_engine<C, Team>(call, [&]<class Engine, class T>() {
    const Problem<C> problem = problem_of<C>(call);
    T measuring(TeamPlace{});
    typename Engine::template Workspace<C, T>(measuring, problem);
    needs = {measuring.shared().used, measuring.own().used, Engine::parts(problem)};
  });
  return needs;
}

template <Cell C>
void run_network(const EngineCall& call, const TeamPlace& place, std::uint32_t network,
                 double* record) {
  with_engine<C, Team>(call, [&]<class Engine, class T>() {
    T team(place);
    Engine::template run<C>(team, problem_of<C>(call), network, record);
  });
}

template <Cell C>
constexpr EngineTable engine_table() {
  return {needs_of<C>, run_network<C>};
}

}  // namespace widefield::inline WIDEFIELD_ISA
