#include "kernels/plan.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "kernels/engine/engines.hpp"
#include "kernels/make_task.hpp"
#include "widefield/error.hpp"
#include "widefield/input_products.hpp"
#include "widefield/jacobian.hpp"
#include "widefield/residual.hpp"

namespace widefield {
namespace {

/// A block costs at most this many normals, so that it is minutes at most on one thread.
constexpr double normals_per_block = 5e9;
constexpr double operations_per_block = 2e11;  // multiply-adds of full spectra: minutes as well
constexpr int networks_per_block = 64;

/// An engine as the planner sees it.
struct Candidate {
  std::string_view engine, why;
  Refusal (*refuse)(const Request&);
  void (*cost)(const Request&, Plan&);
};

const std::vector<Candidate>& candidates() {
  static const std::vector<Candidate> all = [] {
    std::vector<Candidate> rows;
    for_each(Engines{}, [&]<class Engine>() {
      rows.push_back({Engine::name, Engine::why, Engine::refuse, Engine::cost});
    });
    return rows;
  }();
  return all;
}

std::string known_engines() {
  std::string names = "auto";
  for (const Candidate& candidate : candidates())
    names += " " + std::string(candidate.engine);
  return names;
}

Plan plan_with(const Candidate& candidate, const Request& r) {
  Plan plan;
  plan.engine = candidate.engine;
  plan.why = candidate.why;
  plan.width = r.width;
  candidate.cost(r, plan);
  // an element that is read counts like one that is drawn
  double fit = std::floor(normals_per_block / std::max(plan.normals + plan.reads, 1.0));
  if (r.full_spectrum) fit = std::min(fit, std::floor(operations_per_block / plan.operations));
  plan.networks_per_block = int(std::clamp(fit, 1.0, double(networks_per_block)));
  return plan;
}

/// The inputs are whole batches.
void check_batches(const Experiment& experiment, const Derived& derived) {
  if (derived.batch == 0 || derived.copies.inputs == derived.batch * experiment.inputs.batches)
    return;
  throw InputError("", "inputs.count",
                   "there are " + std::to_string(derived.copies.inputs) + " inputs",
                   std::to_string(experiment.inputs.batches) + " batches of " +
                       std::to_string(derived.batch) + " need another number",
                   "remove the key");
}

void check_inputs(const Experiment& experiment, const Derived& derived, std::int64_t width) {
  if (derived.measured.moves() && experiment.inputs.manifold != "circle")
    throw InputError("", "measure.observables", "the geometry of a manifold without one",
                     "it is measured along a curve of inputs", "set inputs.manifold = circle");
  const std::optional<int> rank = rank_of_products(derived.gram);
  if (!rank)
    throw InputError("", "inputs.gram", "no inputs have these products", not_products,
                     "lower the correlations");
  if (*rank > width)
    throw InputError(
        "", "network.width", "width is " + std::to_string(width),
        std::to_string(*rank) + " independent inputs and tangents do not fit into so few neurons",
        "use a width of at least " + std::to_string(*rank));
}

}  // namespace

/// What a request takes from the cell and its parameters at the first layer.
static void add_cell(const CellInfo& cell, const Experiment& experiment, Request& request) {
  const std::vector<std::byte> parameters = cell.parameters(experiment.network);
  const LayerShape layer{1, request.width, request.width, request.hidden};
  const CellNumbers& of = request.numbers = cell.law.numbers;
  request.matrices = 0;
  for (int stage = 0; stage < of.stages; ++stage) {
    for (int which = 0; which < of.terms[stage]; ++which) {
      const Term term = cell.law.term(parameters.data(), layer, stage, which);
      request.tied |= term.tied;
      request.matrices += term.weight_variance > 0;
      request.most_matrix = std::max(request.most_matrix, term.matrix);
      request.mean_weights |= term.weight_mean != 0;
    }
    for (int which = 0; which < of.fields[stage]; ++which)
      request.mean_biases |= cell.law.field(parameters.data(), layer, stage, which).bias_mean != 0;
  }
  request.input = cell.law.input(parameters.data());
  request.slopes = cell.law.two_slopes(parameters.data());
}

Request request_for(const CellInfo& cell, const Experiment& experiment, std::int64_t width,
                    const Derived& derived) {
  Request request;
  request.width = width;
  request.hidden = hidden_width(experiment.network, width, 1);
  request.narrowest = width;
  for (int layer = 0; layer <= experiment.network.depth; ++layer) {
    const std::int64_t state = state_width(experiment.network, width, layer),
                       inside = hidden_width(experiment.network, width, layer);
    request.narrowest = std::min({request.narrowest, state, inside});
    request.widest = std::max({request.widest, state, inside});
  }
  request.depth = experiment.network.depth;
  request.copies = derived.copies;
  request.measured = derived.measured;
  request.weights = weight_law(experiment.network.weights);
  request.dropout = experiment.network.dropout_keep < 1;
  request.biased = experiment.network.bias_variance > 0;
  request.full_spectrum =
      request.measured.has(Primitive::jacobian_spectrum) && experiment.measure.spectrum == "full";
  if (request.measured.has(Primitive::jacobian_spectrum))
    request.spectrum_points = int(spectrum_grid(experiment.measure).size());
  if (request.measured.has(Primitive::jacobian_spectrum) && !request.full_spectrum)
    request.lanczos_steps = experiment.measure.lanczos_steps;
  if (request.measured.has(Primitive::autocorrelation))
    request.remembered_steps = derived.record.window.longest_lag() + 1;
  request.float64 = experiment.run.precision == "float64" || request.full_spectrum;
  request.forced = experiment.run.engine;
  request.architecture = cell.name;
  add_cell(cell, experiment, request);
  return request;
}

Plan choose_engine(const Request& r) {
  Refusal last;
  std::string_view before;
  for (const Candidate& candidate : candidates()) {
    if (r.forced != "auto" && r.forced != candidate.engine) continue;
    const Refusal refusal = candidate.refuse(r);
    if (!refusal) {
      Plan chosen = plan_with(candidate, r);
      if (last) chosen.why += "; " + std::string(before) + " gives way: " + last.reason;
      return chosen;
    }
    last = refusal;
    before = candidate.engine;
  }
  if (r.forced == "auto")
    throw InputError("", "run.engine", "no engine can simulate this experiment", last.reason,
                     last.remedy);
  if (!last)
    throw InputError("", "run.engine", "there is no engine '" + r.forced + "'", "",
                     "known: " + known_engines());
  throw InputError("", "run.engine",
                   "the engine '" + r.forced + "' cannot simulate this experiment", last.reason,
                   last.remedy.empty() ? "set engine = auto" : last.remedy);
}

Plan plan(const Experiment& experiment, std::int64_t width) {
  const CellInfo& cell = cells()[cell_position(experiment.network.architecture)];
  const Derived derived = derive(experiment);
  const Request request = request_for(cell, experiment, width, derived);
  check_batches(experiment, derived);
  check_inputs(experiment, derived, width);
  return choose_engine(request);
}

const std::vector<EngineInfo>& engines() {
  static const std::vector<EngineInfo> all = [] {
    std::vector<EngineInfo> infos;
    for_each(Engines{}, [&]<class Engine>() {
      infos.push_back(
          {std::string(Engine::name), std::string(Engine::meaning), std::string(Engine::citation)});
    });
    return infos;
  }();
  return all;
}

}  // namespace widefield
