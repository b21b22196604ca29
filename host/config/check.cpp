#include "host/config/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "host/config/check_activation.hpp"
#include "host/config/check_architecture.hpp"
#include "host/config/check_spectrum.hpp"
#include "widefield/activation/catalog.hpp"
#include "widefield/error.hpp"
#include "widefield/input_products.hpp"
#include "widefield/observable.hpp"

namespace widefield {
namespace {

// A correlation at the lowest that so many inputs can have may be typed a rounding beside it.
constexpr double rounding = 1e-12;

// A network's number has 32 bits in the address of its random numbers.
constexpr std::int64_t most_networks = std::int64_t{1} << 32;

void check_gram_shape(const std::vector<std::vector<double>>& gram, const Origins& origins) {
  const std::string key = "inputs.gram";
  for (std::size_t i = 0; i < gram.size(); ++i) {
    if (gram[i].size() != gram.size())
      refuse(origins, key, fmt::format("row {} has {} numbers", i, gram[i].size()),
             fmt::format("the matrix has {} rows", gram.size()), "write a square matrix");
    if (gram[i][i] <= 0)
      refuse(origins, key, fmt::format("{} on the diagonal", gram[i][i]),
             "it is the squared norm of an input", "write positive numbers there");
    for (std::size_t j = 0; j < i; ++j)
      if (gram[i][j] != gram[j][i])  // by more than rounding, which is taken away before
        refuse(origins, key,
               fmt::format("{} at ({}, {}) and {} at ({}, {})", gram[i][j], i, j, gram[j][i], j, i),
               "it is symmetric", "write the same number at both places");
  }
}

// Two sides of a matrix that differ by rounding are the upper one.
void make_symmetric(std::vector<std::vector<double>>& gram) {
  for (std::size_t i = 0; i < gram.size(); ++i)
    for (std::size_t j = 0; j < i && j < gram[i].size(); ++j) {
      if (i >= gram[j].size()) continue;
      const double above = gram[j][i];
      if (std::abs(gram[i][j] - above) <= rounding * std::abs(above)) gram[i][j] = above;
    }
}

void complete_inputs(Inputs& inputs, const Origins& origins) {
  make_symmetric(inputs.gram);
  const bool circle = inputs.manifold == "circle";
  if (circle && !inputs.gram.empty())
    refuse(origins, "inputs.gram", "a Gram matrix together with a manifold",
           "either one fixes the inputs", "remove one of them");
  if (!circle && inputs.gram.empty()) return;
  const int count = circle ? inputs.points : static_cast<int>(inputs.gram.size());
  if (origins.has("inputs.count") && inputs.count != count)
    refuse(origins, "inputs.count", fmt::format("{} inputs", inputs.count),
           fmt::format("the {} has {}", circle ? "manifold" : "Gram matrix", count),
           "remove the key");
  inputs.count = count;
}

// A rule that says when to stop takes the place of a number of networks, unless both are written.
void complete_run(Run& run, const Origins& origins) {
  const bool rule = run.relative_error > 0 || run.time_limit > 0;
  if (rule && !origins.has("run.networks")) run.networks = most_networks;
}

void check_pair_correlation(const Inputs& inputs, const Origins& origins) {
  const double lowest = inputs.count > 1 ? -1.0 / (inputs.count - 1) : -1.0;
  if (inputs.correlation < lowest - rounding)
    refuse(
        origins, "inputs.correlation", fmt::format("{} is not possible", inputs.correlation),
        fmt::format("{} inputs cannot all have a correlation below {:.12g}", inputs.count, lowest),
        "choose a larger correlation or fewer inputs");
}

std::int64_t rank_of_pairs(const Inputs& inputs) {
  const std::int64_t count = inputs.count;
  if (count == 1 || inputs.correlation == 1) return 1;
  return std::abs(inputs.correlation + 1.0 / static_cast<double>(count - 1)) < rounding ? count - 1
                                                                                        : count;
}

std::int64_t rank_of_gram(const Inputs& inputs, const Origins& origins) {
  const std::optional<int> rank = rank_of_products(inputs.gram);
  if (!rank)
    refuse(origins, "inputs.gram", "no inputs have this Gram matrix", not_products,
           "choose smaller products of different inputs");
  return *rank;
}

// How many independent directions the inputs span: two on a circle, but one where its points are
// the same or opposite.
std::int64_t rank_of(const Inputs& inputs, const Origins& origins) {
  if (!inputs.manifold.empty()) return inputs.points > 2 ? 2 : 1;
  return inputs.gram.empty() ? rank_of_pairs(inputs) : rank_of_gram(inputs, origins);
}

void check_inputs(const Experiment& experiment, const Origins& origins) {
  const Inputs& inputs = experiment.inputs;
  if (!inputs.manifold.empty()) return;
  if (inputs.gram.empty()) return check_pair_correlation(inputs, origins);
  check_gram_shape(inputs.gram, origins);
  rank_of_gram(inputs, origins);
}

void check_widths(const Experiment& experiment, std::int64_t rank, const Origins& origins) {
  const auto& widths = experiment.network.width;
  const std::int64_t smallest = *std::min_element(widths.begin(), widths.end());
  if (smallest < rank)
    refuse(origins, "network.width", fmt::format("{} neurons", smallest),
           fmt::format("{} independent inputs need as many", rank),
           "choose a larger width or fewer inputs");
}

/// One tangent of every input goes with it.
bool has_lone_tangents(const Experiment& experiment) {
  const auto rows = measured_observables(experiment);
  return std::any_of(rows.begin(), rows.end(),
                     [](const ObservableRow* row) { return row->tangents == Tangents::one; });
}

void check_engine(const Experiment& experiment, const Origins& origins) {
  const std::string& weights = experiment.network.weights;
  const std::string& engine = experiment.run.engine;
  if ((weights == "uniform" || weights == "rademacher") && engine != "auto" && engine != "dense")
    refuse(origins, "run.engine", fmt::format("the engine {} has no {} weights", engine, weights),
           "it needs Gaussian rows", "choose engine = \"dense\" or weights = \"gaussian\"");
}

void check_weights(const Experiment& experiment, std::int64_t rank, const Origins& origins) {
  const std::string& weights = experiment.network.weights;
  const std::int64_t directions = rank + (has_lone_tangents(experiment) ? 1 : 0);
  const auto& widths = experiment.network.width;
  const std::int64_t smallest = *std::min_element(widths.begin(), widths.end());
  if (weights == "orthogonal" && smallest < directions)
    refuse(origins, "network.weights", fmt::format("orthogonal weights of width {}", smallest),
           fmt::format("{} independent directions go through them", directions),
           "choose a larger width");
}

// An exponent needs a direction of its own beside those of the inputs.
void check_exponents(const Experiment& experiment, std::int64_t rank, const Origins& origins) {
  const auto& widths = experiment.network.width;
  const std::int64_t width = *std::min_element(widths.begin(), widths.end());
  const int exponents = experiment.measure.exponents;
  if (!measures(experiment, Primitive::lyapunov_exponent) || exponents <= width - rank) return;
  refuse(origins, "measure.exponents", fmt::format("{} exponents", exponents),
         fmt::format("width {} holds {} directions orthogonal to the inputs", width, width - rank),
         "ask for so many at most or choose a larger width");
}

// Do the directions that go through a network fit its width?
void check_directions(const Experiment& experiment, const Origins& origins) {
  const std::int64_t rank = rank_of(experiment.inputs, origins);
  check_widths(experiment, rank, origins);
  check_weights(experiment, rank, origins);
  check_exponents(experiment, rank, origins);
}

// Of what is measured unless something else is asked for, what has a meaning here.
void complete_observables(Experiment& experiment, const Origins& origins) {
  if (origins.has("measure.observables")) return;
  std::erase_if(experiment.measure.observables, [&](const std::string& observable) {
    return bool(why_not_measured(experiment, observable));
  });
}

void check_observables(const Experiment& experiment, const Origins& origins) {
  const std::string key = "measure.observables";
  if (experiment.measure.observables.empty())
    refuse(origins, key, "an empty list", "a run measures something", "name an observable");
  for (const std::string& observable : experiment.measure.observables)
    if (const Unmeasurable no = why_not_measured(experiment, observable))
      refuse(origins, key, fmt::format("\"{}\" cannot be measured", observable), no.reason,
             no.remedy + ", or remove it");
  for (const ObservableRow* row : measured_observables(experiment))
    if (row->needs & neighbouring_layers && experiment.network.depth < 2)
      refuse(origins, key, fmt::format("\"{}\" with one layer", row->name),
             "it compares two layers", "set network.depth = 2 or more");
}

void check_window(const Experiment& experiment, const Origins& origins) {
  const Measure& measure = experiment.measure;
  const int depth = experiment.network.depth;
  if (measure.transient + static_cast<std::int64_t>(measure.every) <= depth) return;
  refuse(origins, measure.transient > 0 ? "measure.transient" : "measure.every",
         fmt::format("the first recorded layer would be {}",
                     measure.transient + static_cast<std::int64_t>(measure.every)),
         fmt::format("there are {}", depth), "lower measure.transient or measure.every");
}

bool is_kinked(const Network& network) {
  return info(activation(network.activation)).kinked;
}

void check_manifold(const Experiment& experiment, const Origins& origins) {
  const std::string key = "measure.observables";
  for (const ObservableRow* row : measured_observables(experiment)) {
    if (row->needs & a_manifold && experiment.inputs.manifold != "circle")
      refuse(origins, key, fmt::format("\"{}\" without a manifold", row->name),
             "it is measured along a circle of inputs", "set inputs.manifold = \"circle\"");
    if (row->needs & a_smooth_activation && is_kinked(experiment.network))
      refuse(origins, key, fmt::format("\"{}\" of {}", row->name, experiment.network.activation),
             "its slope jumps, so the image of a circle has corners, whose curvature is infinite",
             "choose a smooth activation (tanh, erf, gelu) or measure manifold_length");
  }
}

void check_claim(const Experiment& experiment, const Origins& origins) {
  const auto& measured = experiment.measure.observables;
  for (const std::string& observable : experiment.claim.verdicts)
    if (std::find(measured.begin(), measured.end(), observable) == measured.end())
      refuse(origins, "claim.verdicts", fmt::format("\"{}\" is not measured", observable),
             "a claim rests on what is measured", "add it to measure.observables");
}

// What a check is about: a law is refused to everyone, what cannot be simulated to those alone who
// simulate.
struct Check {
  Purpose purpose;
  void (*refuses)(const Experiment&, const Origins&);
};

constexpr Check checks[] = {
    {Purpose::theory, check_inputs},
    {Purpose::theory, check_keys_of_architecture},
    {Purpose::theory, check_activation},
    {Purpose::simulation, check_engine},
    {Purpose::simulation, check_directions},
    {Purpose::simulation, check_window},
    {Purpose::theory, check_observables},
    {Purpose::theory, check_manifold},
    {Purpose::theory, check_spectrum},
    {Purpose::theory, check_gradients_exist},
    {Purpose::theory, check_architecture},
    {Purpose::simulation, check_simulation_of_architecture},
    {Purpose::theory, check_claim},
};

}  // namespace

void check(Experiment& experiment, const Origins& origins, Purpose purpose) {
  complete_run(experiment.run, origins);
  complete_inputs(experiment.inputs, origins);
  complete_architecture(experiment, origins);
  complete_observables(experiment, origins);
  for (const Check& each : checks)
    if (each.purpose == Purpose::theory || each.purpose == purpose)
      each.refuses(experiment, origins);
}

}  // namespace widefield
