#include "kernels/cpu/engine_table.hpp"
#include "tests/law/hand_run.hpp"

// The engines of the law tests, compiled once: their cells come as tables.
namespace widefield::law {

WIDEFIELD_ENGINES_BY_HAND()

std::vector<double> run_gram_by_hand(const Problem<TableCell>& problem, std::uint32_t network) {
  using T = Team<float>;
  T measuring{TeamPlace{}};
  GramEngine::Workspace<TableCell, T>(measuring, problem);
  TeamMemory shared(measuring.shared().used), own(measuring.own().used);
  T team(TeamPlace{.shared = shared.data(), .own = own.data()});
  std::vector<double> record(problem.record.slots());
  GramEngine::run(team, problem, network, record.data());
  return record;
}

}  // namespace widefield::law
