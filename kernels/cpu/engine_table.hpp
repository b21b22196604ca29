#pragma once
#include "kernels/cpu/cell_table.hpp"
#include "kernels/cpu/engine_functions.hpp"
#include "kernels/cpu/team.hpp"
#include "kernels/engine/dispatch.hpp"

// The functions of one engine, for any cell.
namespace widefield::inline WIDEFIELD_ISA {

inline Problem<TableCell> table_problem(const EngineCall& call, const void* cell_table) {
  return problem_of(call, TableCell{static_cast<const CellTable*>(cell_table), call.parameters});
}

template <class Engine>
EngineNeeds needs_of(const EngineCall& call, const void* cell_table) {
  EngineNeeds needs;
  with_precision<Engine, TableCell, Team>(call, [&]<class T>() {
    const Problem<TableCell> problem = table_problem(call, cell_table);
    T measuring(TeamPlace{});
    typename Engine::template Workspace<TableCell, T>(measuring, problem);
    needs = {measuring.shared().used, measuring.own().used, Engine::parts(problem)};
  });
  return needs;
}

template <class Engine>
void run_network(const EngineCall& call, const void* cell_table, const TeamPlace& place,
                 std::uint32_t network, double* record) {
  with_precision<Engine, TableCell, Team>(call, [&]<class T>() {
    T team(place);
    Engine::run(team, table_problem(call, cell_table), network, record);
  });
}

template <class Engine>
constexpr EngineFunctions engine_functions() {
  return {needs_of<Engine>, run_network<Engine>};
}

}  // namespace widefield::inline WIDEFIELD_ISA
