#pragma once
#include "kernels/cpu/engine_call.hpp"
#include "kernels/cpu/team.hpp"
#include "kernels/engine/engines.hpp"

// From positions in the lists of cells and engines to the instantiated body.
namespace widefield::inline WIDEFIELD_ISA {

/// Calls f.template operator()<Engine, Cell, Team>() for what the call names.
template <class Cells, class F>
void with_engine(const EngineCall& call, F f) {
  visit(Cells{}, call.cell, [&]<class C>() {
    visit(Engines{}, call.engine, [&]<class Engine>() {
      if constexpr (Engine::template runs<C>) {
        if (call.float64)
          f.template operator()<Engine, C, Team<double>>();
        else
          f.template operator()<Engine, C, Team<float>>();
      }
    });
  });
}

template <Cell C>
Problem<C> problem_of(const EngineCall& call) {
  return {*static_cast<const Task*>(call.task),
          *static_cast<const typename C::Parameters*>(call.parameters)};
}

template <class Cells>
EngineNeeds needs_of(const EngineCall& call) {
  EngineNeeds needs;
  with_engine<Cells>(call, [&]<class Engine, class C, class T>() {
    const Problem<C> problem = problem_of<C>(call);
    T measuring(TeamPlace{});
    typename Engine::template Workspace<C, T>(measuring, problem);
    needs = {measuring.shared().used, measuring.own().used, Engine::parts(problem)};
  });
  return needs;
}

template <class Cells>
void run_network(const EngineCall& call, const TeamPlace& place, std::uint32_t network,
                 double* record) {
  with_engine<Cells>(call, [&]<class Engine, class C, class T>() {
    T team(place);
    Engine::template run<C>(team, problem_of<C>(call), network, record);
  });
}

template <class Cells>
constexpr EngineTable engine_table() {
  return {needs_of<Cells>, run_network<Cells>};
}

}  // namespace widefield::inline WIDEFIELD_ISA
