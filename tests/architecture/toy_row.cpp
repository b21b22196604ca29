#include "tests/architecture/toy_row.hpp"

#include "host/key/member.hpp"

namespace widefield {
namespace test {
namespace {

std::vector<Key> keys() {
  using N = Network;
  return {member<&Experiment::network, &N::activation_slope>("network.epsilon", between(-1, 1),
                                                             "how far a toy leans"),
          member<&Experiment::network, &N::residual, &N::Residual::hidden_width>(
              "measure.marbles", between(0, 9), "how many marbles are counted")};
}

constexpr std::array<std::string_view, 1> known_for = {"activity"};

void complete(Experiment& experiment, const Origins& origins) {
  if (!origins.has("network.depth")) experiment.network.depth = 3;
}

void check(const Experiment& experiment, const Origins& origins) {
  if (experiment.network.depth > 5)
    refuse(origins, "network.depth", "a tall toy", "it would fall over", "set depth = 5 or less");
}

void check_gradients(const Experiment&, const std::string& observable, const Origins& origins) {
  refuse(origins, "measure.observables", observable + " of a toy", "it has no gradients",
         "measure something else");
}

Prediction predict(const Experiment& experiment) {
  return {{{"lean", experiment.network.activation_slope}}, {}};
}

Conditional certain(const Network&, const GivenLayer&) {
  return {1, 0, 0, 1};
}

const std::vector<ExactPrimitive>& exact() {
  static const std::vector<ExactPrimitive> all = {
      {"activity", Primitive::mean_signal, 0, false, false, true, certain}};
  return all;
}

std::string why_not(const Experiment&, const std::string& observable) {
  return observable == "activity" ? "" : "toys have no law of it";
}

constexpr ClosedLaw closed{why_not, nullptr, nullptr};
constinit const Theory theory{.predict = predict, .exact = exact, .closed = &closed};

}  // namespace

constinit const Architecture toy_row{.name = "toy",
                                     .meaning = "a toy",
                                     .citation = "poole2016",
                                     .keys = keys,
                                     .observables = known_for,
                                     .complete = complete,
                                     .check = check,
                                     .check_gradients = check_gradients,
                                     .theory = &theory};

}  // namespace test

// The one place that a row is added to: this list, which the linker takes before the program's.
std::span<const Architecture* const> architecture_rows() {
#define WIDEFIELD_ROW(name) &name##_row,
  static constexpr const Architecture* rows[] = {WIDEFIELD_ARCHITECTURES(WIDEFIELD_ROW) &
                                                 test::toy_row};
#undef WIDEFIELD_ROW
  return rows;
}

}  // namespace widefield
