#pragma once
#include <cstddef>
#include <vector>

#include "kernels/cpu/cell_table.hpp"
#include "kernels/cpu/engine_functions.hpp"
#include "kernels/cpu/team.hpp"
#include "kernels/engine/chain/gram.hpp"

// An engine run by hand, for what no experiment can ask of it: layers of different widths,
// couplings, the Gram matrix in difference coordinates.
namespace widefield {

/// A task and the arrays it points to.
struct HandMade {
  std::vector<std::int64_t> widths;
  std::vector<double> gram;
  Task task;

  HandMade(std::vector<std::int64_t> layer_widths, Copies copies, std::vector<double> copy_gram)
      : widths(std::move(layer_widths)), gram(std::move(copy_gram)) {
    task.key = 3;
    task.copies = copies;
    task.depth = int(widths.size()) - 1;
    task.widths = widths.data();
    task.gram = gram.data();
    task.record.inputs = copies.inputs;
    task.record.depth = task.depth;
    for (int p = 0; p < primitive_count; ++p)
      task.record.leave_out(Primitive(p));
  }
  HandMade(const HandMade&) = delete;
};

/// What is left of the chain after the last layer was sampled.
struct LastLayer {
  std::vector<double> gram;  // [copies][copies], of its signals
  bool differences;
};

template <class C, class RealNumber>
LastLayer run_chain(const HandMade& made, const typename C::Parameters& cell,
                    std::uint32_t network) {
  using T = Team<RealNumber>;
  Problem<TableCell> problem{made.task, {&cell_table<C>, &cell}};
  // so that the last layer is sampled
  problem.record.add(Primitive::field_square, problem.copies.inputs, false);
  std::vector<double> record(problem.record.slots());

  T measuring(TeamPlace{});
  const GramEngine::Workspace<TableCell, T> sizes(measuring, problem);
  struct alignas(Arena::alignment) Line {
    std::byte bytes[Arena::alignment];
  };
  std::vector<Line> shared(measuring.shared().used / sizeof(Line) + 1);
  std::vector<Line> own(measuring.own().used / sizeof(Line) + 1);
  const TeamPlace place{.shared = shared[0].bytes, .own = own[0].bytes};
  T team(place);
  GramEngine::run(team, problem, network, record.data());
  T after(place);
  const GramEngine::Workspace<TableCell, T> work(after, problem);
  const int k = problem.copies.count();
  return {std::vector<double>(work.gram, work.gram + k * k), *work.close};
}

}  // namespace widefield
