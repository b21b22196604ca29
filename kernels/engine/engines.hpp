#pragma once
#include "kernels/engine/chain/closed.hpp"
#include "kernels/engine/chain/gram.hpp"
#include "kernels/engine/layered/dense.hpp"
#include "kernels/engine/layered/lazy.hpp"
#include "kernels/engine/layered/state.hpp"
#include "kernels/list.hpp"

namespace widefield::inline WIDEFIELD_ISA {

// An engine is a struct with
//   name                      as in run.engine
//   runs<C>                   can it run this cell at all?
//   parts(task)               how many threads one network can keep busy
//   Workspace<C, Team>        made from (Team&, const Problem<C>&), which only takes memory
//   run<C>(team, problem, network, record)
//                             the whole network, by every member of the team

/// Every engine, in no particular order: the planner chooses by name.
using Engines = List<ClosedEngine, GramEngine, StateEngine, LazyEngine,
                     DenseEngine>;  // <- add an engine here

}  // namespace widefield::inline WIDEFIELD_ISA
