#include "kernels/plan.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "kernels/catalog.hpp"
#include "kernels/costs.hpp"
#include "kernels/linear_algebra/cholesky.hpp"
#include "kernels/prepare.hpp"
#include "kernels/refusals.hpp"
#include "widefield/error.hpp"
#include "widefield/residual.hpp"

namespace widefield {
namespace {

struct Candidate {
  const char* engine;
  Refusal (*refuse)(const Request&);
  void (*cost)(const Request&, Plan&);
  const char* why;
};

/// From the cheapest to the most general.
constexpr Candidate candidates[] = {
    {"closed", refuse_closed, cost_of_closed,
     "the Gram matrix of the next layer has a closed law (Wishart), so no neuron is drawn"},
    {"gram", refuse_gram, cost_of_chain,
     "the Gram matrices of the copies are a Markov chain, so neither weights nor neurons are kept"},
    {"state", refuse_state, cost_of_state,
     "neurons are kept for what comes back to them, but no weights are drawn"},
    {"lazy", refuse_lazy, cost_of_lazy,
     "a matrix that is met again is remembered along the directions that it has met"},
    {"dense", refuse_dense, cost_of_dense, "nothing less than the weights themselves has this law"},
};

/// A block costs at most this many normals, so that it is minutes at most on one thread.
constexpr double normals_per_block = 5e9;
constexpr double operations_per_block = 2e11;  // multiply-adds of full spectra: minutes as well
constexpr int networks_per_block = 64;

Plan plan_with(const Candidate& candidate, const Request& r) {
  Plan plan;
  plan.engine = candidate.engine;
  plan.why = candidate.why;
  plan.width = r.width;
  candidate.cost(r, plan);
  double fit = std::floor(normals_per_block / std::max(plan.normals, 1.0));
  if (r.full_spectrum) fit = std::min(fit, std::floor(operations_per_block / plan.operations));
  plan.networks_per_block = int(std::clamp(fit, 1.0, double(networks_per_block)));
  return plan;
}

std::string known_architectures() {
  std::string names;
  for_each(Cells{}, [&]<Cell C>() { names += " " + std::string(C::name); });
  return names;
}

/// Entries of a Gram matrix may be typed with six digits; what is left of the matrix after its
/// factor is that small, unless no vectors have these products.
constexpr double typed_digits = 1e-6;

/// The largest entry of A - L L^T, A and L [k][k].
double largest_residual(const std::vector<double>& a, const std::vector<double>& l, int k) {
  double largest = 0;
  for (int i = 0; i < k; ++i)
    for (int j = 0; j <= i; ++j) {
      double rest = a[i * k + j];
      for (int p = 0; p <= j; ++p)
        rest -= l[i * k + p] * l[j * k + p];
      largest = std::max(largest, std::abs(rest));
    }
  return largest;
}

/// The inputs are whole batches.
void check_batches(const Experiment& experiment) {
  const int batch = batch_of(experiment), inputs = copies_of(experiment).inputs;
  if (batch == 0 || inputs == batch * experiment.inputs.batches) return;
  throw InputError("", "inputs.count", "there are " + std::to_string(inputs) + " inputs",
                   std::to_string(experiment.inputs.batches) + " batches of " +
                       std::to_string(batch) + " need another number",
                   "remove the key");
}

void check_inputs(const Experiment& experiment, std::int64_t width) {
  if (measured(experiment).moves() && experiment.inputs.manifold != "circle")
    throw InputError("", "measure.observables", "the geometry of a manifold without one",
                     "it is measured along a curve of inputs", "set inputs.manifold = circle");
  const std::vector<double> gram = copy_gram(experiment);
  const int k = copies_of(experiment).count();
  std::vector<double> factor = gram;
  const int rank = cholesky_lower(factor.data(), k, rank_tolerance(k));
  const double scale = *std::max_element(gram.begin(), gram.end());
  if (largest_residual(gram, factor, k) > typed_digits * scale)
    throw InputError("", "inputs.gram", "no inputs have these products",
                     "a matrix of inner products has no negative eigenvalue",
                     "lower the correlations");
  if (rank > width)
    throw InputError(
        "", "network.width", "width is " + std::to_string(width),
        std::to_string(rank) + " independent inputs and tangents do not fit into so few neurons",
        "use a width of at least " + std::to_string(rank));
}

}  // namespace

Request request_without_cell(const Experiment& experiment, std::int64_t width) {
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
  request.copies = copies_of(experiment);
  request.measured = measured(experiment);
  request.weights = weight_law(experiment.network.weights);
  request.dropout = experiment.network.dropout_keep < 1;
  request.biased = experiment.network.bias_variance > 0;
  request.full_spectrum =
      request.measured.has(Primitive::jacobian_spectrum) && experiment.measure.spectrum == "full";
  if (request.measured.has(Primitive::jacobian_spectrum) && !request.full_spectrum)
    request.lanczos_steps = experiment.measure.lanczos_steps;
  request.float64 = experiment.run.precision == "float64" || request.full_spectrum;
  request.forced = experiment.run.engine;
  request.architecture = experiment.network.architecture;
  return request;
}

Plan choose_engine(const Request& r) {
  Refusal last;
  const char* before = nullptr;
  for (const Candidate& candidate : candidates) {
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
                     "known: auto closed gram state lazy dense");
  throw InputError("", "run.engine",
                   "the engine '" + r.forced + "' cannot simulate this experiment", last.reason,
                   last.remedy.empty() ? "set engine = auto" : last.remedy);
}

Plan plan(const Experiment& experiment, std::int64_t width) {
  const std::string& architecture = experiment.network.architecture;
  const int cell = position(Cells{}, architecture);
  if (cell < 0)
    throw InputError("", "network.architecture", "there is no architecture '" + architecture + "'",
                     "", "known:" + known_architectures());
  Request request;
  visit(Cells{}, cell, [&]<Cell C>() { request = request_for<C>(experiment, width); });
  check_batches(experiment);
  check_inputs(experiment, width);
  return choose_engine(request);
}

}  // namespace widefield
