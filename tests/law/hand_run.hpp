#pragma once
#include <thread>
#include <vector>

#include "kernels/cpu/barrier.hpp"
#include "kernels/cpu/team.hpp"
#include "kernels/engine/tile/problem.hpp"

// Engines run by hand, for what no experiment asks of them: cells that are not in the catalog,
// matrices with a planted error, layers of different widths.
namespace widefield::law {

/// A problem that owns its arrays and records every primitive but exponents.
template <Cell C>
struct HandMade {
  std::vector<std::int64_t> widths, hidden;
  std::vector<double> gram;
  Problem<C> problem;

  /// Layers of these widths (the first is the fan-in of layer 1), inputs of squared norm 1 and this
  /// correlation, each with one tangent.
  HandMade(const Network& network, std::vector<std::int64_t> layer_widths, int inputs,
           double correlation)
      : widths(std::move(layer_widths)) {
    problem.key = 11;
    problem.copies = {inputs, 1};
    problem.depth = static_cast<int>(widths.size()) - 1;
    problem.dropout_keep = network.dropout_keep;
    problem.cell = C::parameters(network);
    const int k = problem.copies.count();
    gram.assign(static_cast<std::size_t>(k * k), 0.0);
    for (int a = 0; a < k; ++a)
      for (int b = 0; b < k; ++b) {
        const bool values = problem.copies.is_value(a) && problem.copies.is_value(b);
        gram[a * k + b] = a == b ? 1 : values ? correlation : 0;
      }
    record_everything(inputs);
    problem.widths = widths.data();
    problem.gram = gram.data();
  }
  HandMade(const HandMade&) = delete;

  /// Neurons between the stages of every layer; the first number belongs to none.
  void hide(std::vector<std::int64_t> neurons) {
    hidden = std::move(neurons);
    problem.hidden = hidden.data();
  }

  double value(const std::vector<double>& record, Primitive primitive, int layer,
               int component = 0) const {
    return record[problem.record.slot(primitive, layer, component)];
  }

 private:
  void record_everything(int inputs) {
    RecordMap& map = problem.record;
    map.inputs = inputs;
    map.depth = problem.depth;
    map.pairs = true;
    for (int p = 0; p < primitive_count; ++p) {
      map.leave_out(Primitive(p));
      if (Primitive(p) == Primitive::jacobian_spectrum) continue;  // spectrum_oracle_test.cpp
      if (Primitive(p) == Primitive::batch_gram && inputs == 1) continue;  // it has no pairs
      map.add(Primitive(p), components(Primitive(p), inputs), false);
    }
    map.leave_out(Primitive::lyapunov_exponent);  // they would rescale the only tangent
  }
  static int components(Primitive p, int inputs) {
    if (p == Primitive::gram || p == Primitive::state_gram) return inputs * (inputs + 1) / 2;
    if (p == Primitive::state_difference) return inputs * (inputs - 1) / 2;
    if (p == Primitive::batch_gram) return batch_cross;  // one batch: none beside it
    return is_gradient(p) ? 1 : inputs;
  }
};

/// Memory of one team with these needs.
class TeamMemory {
 public:
  explicit TeamMemory(std::size_t bytes) : lines_(bytes / sizeof(Line) + 1) {}
  std::byte* data() { return lines_[0].bytes; }

 private:
  struct alignas(Arena::alignment) Line {
    std::byte bytes[Arena::alignment];
  };
  std::vector<Line> lines_;
};

/// Every member of a team makes its workspace, make(team), and runs body(team, workspace).
template <class T, class Make, class Body>
void run_team(int members, Make make, Body body) {
  T measuring{TeamPlace{}};
  static_cast<void>(make(measuring));
  TeamMemory shared(measuring.shared().used);
  Barrier meeting(members);
  const auto member = [&](int number) {
    TeamMemory own(measuring.own().used);
    T team(TeamPlace{number, members, &meeting, shared.data(), own.data()});
    auto workspace = make(team);
    body(team, workspace);
  };
  std::vector<std::thread> others;
  for (int number = 1; number < members; ++number)
    others.emplace_back(member, number);
  member(0);
  for (std::thread& other : others)
    other.join();
}

/// The record of one network; Work is the workspace of an engine of kept layers.
template <template <class, class> class Work, class Real, class C>
std::vector<double> run_by_hand(const HandMade<C>& made, std::uint32_t network, int members = 1) {
  using T = Team<Real>;
  std::vector<double> record(made.problem.record.slots());
  run_team<T>(
      members, [&](T& team) { return Work<C, T>(team, made.problem); },
      [&](T& team, Work<C, T>& work) { work.run(team, made.problem, network, record.data()); });
  return record;
}

}  // namespace widefield::law
