#pragma once
#include "kernels/engine/closed.hpp"
#include "kernels/engine/dense.hpp"
#include "kernels/engine/gram.hpp"
#include "kernels/engine/state.hpp"
#include "kernels/list.hpp"

namespace widefield::inline WIDEFIELD_ISA {

// An engine is
//   static constexpr std::string_view name;
//   template <Cell C> static constexpr bool runs;              // what it can do at all
//   template <Cell C, class Team> struct Workspace;            // made from (Team&, const
//   Problem<C>&) template <Cell C, class Team> static void run(Team&, const Problem<C>&,
//   std::uint32_t network, double* record); static std::int64_t parts(const Task&); // how many
//   threads one network can use

/// Every engine, in no particular order: the planner chooses by name.
using Engines = List<ClosedEngine, GramEngine, StateEngine, DenseEngine>;  // <- add an engine here

}  // namespace widefield::inline WIDEFIELD_ISA
