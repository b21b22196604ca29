#pragma once
#include "kernels/cpu/engine_call.hpp"
#include "kernels/cpu/team.hpp"
#include "kernels/engine/engines.hpp"

// From the position of an engine in the list to its instantiated body, for one cell.
namespace widefield::inline WIDEFIELD_ISA {

/// Calls f.template operator()<Engine, Team>() for what the call names.
template <Cell C, class F>
void with_engine(const EngineCall& call, F f) {
  visit(Engines{}, call.engine, [&]<class Engine>() {
    if constexpr (Engine::template runs<C>) {
      if (call.float64)
        f.template operator()<Engine, Team<double>>();
      else
        f.template operator()<Engine, Team<float>>();
    }
  });
}

template <Cell C>
Problem<C> problem_of(const EngineCall& call) {
  return {*static_cast<const Task*>(call.task),
          *static_cast<const typename C::Parameters*>(call.parameters)};
}

template <Cell C>
EngineNeeds needs_of(const EngineCall& call) {
  EngineNeeds needs;
  with_engine<C>(call, [&]<class Engine, class T>() {
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
  with_engine<C>(call, [&]<class Engine, class T>() {
    T team(place);
    Engine::template run<C>(team, problem_of<C>(call), network, record);
  });
}

template <Cell C>
constexpr EngineTable engine_table() {
  return {needs_of<C>, run_network<C>};
}

}  // namespace widefield::inline WIDEFIELD_ISA
