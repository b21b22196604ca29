#pragma once
#include "kernels/engine/engine_call.hpp"
#include "kernels/engine/engines.hpp"
#include "kernels/engine/tile/problem.hpp"

// From what a call names to the instantiated body, for one code of cells and one kind of team.
namespace widefield::inline WIDEFIELD_ISA {

/// Calls f.template operator()<Team<float or double>>() in the precision of the call; nothing where
/// the engine cannot run cells of this code.
template <class Engine, class Code, template <class Real> class Team, class F>
void with_precision(const EngineCall& call, F f) {
  if constexpr (Engine::template runs<Code>) {
    if (call.float64)
      f.template operator()<Team<double>>();
    else
      f.template operator()<Team<float>>();
  }
}

/// The task of a call with the code of its cell.
template <class Code>
Problem<Code> problem_of(const EngineCall& call, const Code& code) {
  return {*static_cast<const Task*>(call.task), code};
}

}  // namespace widefield::inline WIDEFIELD_ISA
