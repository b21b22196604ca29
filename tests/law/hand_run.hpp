#pragma once
#include <thread>
#include <vector>

#include "kernels/cpu/barrier.hpp"
#include "kernels/cpu/cell_table.hpp"
#include "kernels/cpu/team.hpp"
#include "kernels/engine/engines.hpp"

// Engines run by hand, for what no experiment asks of them: cells that are not in the catalog,
// matrices with a planted error, layers of different widths.
namespace widefield::law {

/// Of what these tests run, unless they ask for something else.
inline Network tanh_network() {
  Network network;
  network.activation = "tanh";
  network.weight_variance = 1.8;
  network.bias_variance = 0.1;
  return network;
}

/// A problem on networks of the cell C that owns its arrays and records every primitive but
/// exponents.
template <Cell C>
struct HandMade {
  static constexpr int lags = 3;  // 0, 1, 2

  std::vector<std::int64_t> widths, hidden;
  std::vector<double> gram;
  typename C::Parameters parameters;
  Problem<TableCell> problem;

  /// Layers of these widths (the first is the fan-in of layer 1), inputs of squared norm 1 and this
  /// correlation, each with one tangent.
  HandMade(const Network& network, std::vector<std::int64_t> layer_widths, int inputs,
           double correlation)
      : widths(std::move(layer_widths)), parameters(C::parameters(network)) {
    problem.key = 11;
    problem.copies = {inputs, 1};
    problem.depth = static_cast<int>(widths.size()) - 1;
    problem.dropout_keep = network.dropout_keep;
    problem.cell = {&cell_table<C>, &parameters};
    const int k = problem.copies.count();
    gram.assign(static_cast<std::size_t>(k * k), 0.0);
    for (int a = 0; a < k; ++a)
      for (int b = 0; b < k; ++b) {
        const int slots = problem.copies.slots();
        const bool values = a % slots == 0 && b % slots == 0;
        gram[a * k + b] = a == b ? 1 : values ? correlation : 0;
      }
    record_everything(inputs);
    problem.widths = widths.data();
    problem.gram = gram.data();
  }
  HandMade(const HandMade&) = delete;

  /// Inputs alone, without their tangents.
  void leave_out_tangents() {
    const int slots = problem.copies.slots(), k = problem.copies.count(), n = problem.copies.inputs;
    std::vector<double> values;
    for (int a = 0; a < n; ++a)
      for (int b = 0; b < n; ++b)
        values.push_back(gram[a * slots * k + b * slots]);
    gram = values;
    problem.gram = gram.data();
    problem.copies.tangents = 0;
    problem.record.leave_out(Primitive::tangent_square);
    problem.record.leave_out(Primitive::tangent_cross);
  }

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
    map.window.lags = lags;
    for (int i = 0; i < lags; ++i)
      map.window.lag[i] = i;
    for (int p = 0; p < primitive_count; ++p) {
      map.leave_out(Primitive(p));
      if (Primitive(p) == Primitive::jacobian_spectrum) continue;  // spectrum_oracle_test.cpp
      if (Primitive(p) == Primitive::batch_gram && inputs == 1) continue;  // it has no pairs
      map.add(Primitive(p), components(Primitive(p), inputs),
              Primitive(p) == Primitive::autocorrelation);
    }
    map.leave_out(Primitive::lyapunov_exponent);  // they would rescale the only tangent
  }
  static int components(Primitive p, int inputs) {
    if (p == Primitive::gram || p == Primitive::state_gram) return inputs * (inputs + 1) / 2;
    if (p == Primitive::state_difference) return inputs * (inputs - 1) / 2;
    if (p == Primitive::autocorrelation) return lags * inputs;
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
template <template <class> class Work, class Real>
std::vector<double> run_network_by_hand(const Problem<TableCell>& problem, std::uint32_t network,
                                        int members) {
  using T = Team<Real>;
  std::vector<double> record(problem.record.slots());
  run_team<T>(
      members, [&](T& team) { return Work<T>(team, problem); },
      [&](T& team, Work<T>& work) { work.run(team, problem, network, record.data()); });
  return record;
}
template <template <class> class Work, class Real, class C>
std::vector<double> run_by_hand(const HandMade<C>& made, std::uint32_t network, int members = 1) {
  return run_network_by_hand<Work, Real>(made.problem, network, members);
}

/// The record of one network of the engine `gram`, which fills what it knows.
std::vector<double> run_gram_by_hand(const Problem<TableCell>& problem, std::uint32_t network);

/// The engines as they are; compiled once, in engines.cpp.
template <class T>
struct StateWork : StateEngine::Workspace<TableCell, T> {
  using StateEngine::Workspace<TableCell, T>::Workspace;
};
template <class T>
struct LazyWork : LazyEngine::Workspace<TableCell, T> {
  using LazyEngine::Workspace<TableCell, T>::Workspace;
};
template <class T>
struct DenseWork : DenseEngine::Workspace<TableCell, T> {
  using DenseEngine::Workspace<TableCell, T>::Workspace;
};
#define WIDEFIELD_RUN_BY_HAND(keyword, Work, Real)                                                \
  keyword template std::vector<double> run_network_by_hand<Work, Real>(const Problem<TableCell>&, \
                                                                       std::uint32_t, int);
#define WIDEFIELD_ENGINES_BY_HAND(keyword)          \
  WIDEFIELD_RUN_BY_HAND(keyword, StateWork, float)  \
  WIDEFIELD_RUN_BY_HAND(keyword, StateWork, double) \
  WIDEFIELD_RUN_BY_HAND(keyword, LazyWork, float)   \
  WIDEFIELD_RUN_BY_HAND(keyword, LazyWork, double)  \
  WIDEFIELD_RUN_BY_HAND(keyword, DenseWork, float)  \
  WIDEFIELD_RUN_BY_HAND(keyword, DenseWork, double)
WIDEFIELD_ENGINES_BY_HAND(extern)

}  // namespace widefield::law
