#pragma once
#include "kernels/engine/chain/closed.hpp"
#include "kernels/engine/chain/gram.hpp"
#include "kernels/engine/layered/dense.hpp"
#include "kernels/engine/layered/lazy.hpp"
#include "kernels/engine/layered/state.hpp"
#include "kernels/list.hpp"

namespace widefield::inline WIDEFIELD_ISA {

// An engine is a struct with
//   name, meaning, citation   as in run.engine and `widefield list engines`
//   why                       a plan takes it: one sentence
//   refuse(request)           why it cannot carry out a request; empty where it can (host)
//   cost(request, plan)       what it costs (host)
//   runs<Code>                can it run cells of this code at all?
//   parts(task)               how many threads one network can keep busy
//   Workspace<Code, Team>     made from (Team&, const Problem<Code>&), which only takes memory
//   run(team, problem, network, record)
//                             the whole network, by every member of the team

/// Every engine, from the cheapest to the most general: the planner takes the first that can.
using Engines = List<ClosedEngine, GramEngine, StateEngine, LazyEngine,
                     DenseEngine>;  // <- add an engine here

}  // namespace widefield::inline WIDEFIELD_ISA
