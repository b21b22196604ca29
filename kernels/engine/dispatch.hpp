#pragma once
#include "kernels/engine/engine_call.hpp"
#include "kernels/engine/engines.hpp"
#include "kernels/engine/tile/problem.hpp"

// From what a call names to the instantiated body, for one cell and one kind of team.
namespace widefield::inline WIDEFIELD_ISA {

/// Calls f.template operator()<Engine, Team<float or double>>() for the engine and the precision of
/// the call; nothing where the engine cannot run the cell.
template <Cell C, template <class Real> class Team, class F>
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

}  // namespace widefield::inline WIDEFIELD_ISA
