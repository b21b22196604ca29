#include "kernels/plan.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "kernels/catalog.hpp"
#include "kernels/engine/sum_shape.hpp"
#include "kernels/linear_algebra/cholesky.hpp"
#include "kernels/prepare.hpp"
#include "widefield/error.hpp"
#include "widefield/residual.hpp"

namespace widefield {
namespace {

/// Why an engine cannot carry out a request, and what to change; empty where it can.
struct Refusal {
  std::string reason, remedy;

  explicit operator bool() const { return !reason.empty(); }
};

bool chain_weights(const Request& r) {
  return r.weights == WeightLaw::gaussian || r.weights == WeightLaw::orthogonal;
}

std::string needs_gaussian(const std::string& laws) {
  return "it draws no weights, which is exact only for " + laws;
}

Refusal refuse_tied(const Request& r) {
  if (!r.tied) return {};
  return {"it meets every matrix once, and the network has the same in every layer",
          "set engine = lazy or dense"};
}

Refusal refuse_rectangular(const Request& r) {
  if (r.weights != WeightLaw::orthogonal || r.hidden == r.width) return {};
  return {"it knows orthogonal matrices only where they are square", "set engine = dense"};
}

Refusal refuse_closed(const Request& r) {
  if (!r.slopes.applies)
    return {"its law is known only where the signal is linear on each side of 0",
            "set activation = linear, relu or leaky_relu"};
  const bool linear = r.slopes.negative == r.slopes.positive;
  if (!linear && r.copies.inputs > 1)
    return {"with two slopes its law is known for one input only", "set inputs.count = 1"};
  if (r.weights != WeightLaw::gaussian)
    return {needs_gaussian("gaussian ones"), "set weights = gaussian"};
  if (r.dropout) return {"dropout changes the number of active neurons", "set dropout_keep = 1"};
  if (const Refusal tied = refuse_tied(r)) return tied;
  const PrimitiveSet known =
      set_of({Primitive::gram, Primitive::length_response, Primitive::tangent_square,
              Primitive::tangent_cross, Primitive::lyapunov_exponent});
  if (r.measured.primitives & ~known)
    return {"it never forms the neurons that an observable asks for",
            "measure only length_map, correlation_map, chi_1, chi_length, lyapunov_spectrum"};
  return {};
}

Refusal refuse_spectrum(const Request& r) {
  if (!r.measured.has(Primitive::jacobian_spectrum)) return {};
  return {"the spectrum of a Jacobian meets the weights again",
          r.full_spectrum ? "set engine = dense" : "set engine = lazy or dense"};
}

Refusal refuse_gram(const Request& r) {
  if (const Refusal spectrum = refuse_spectrum(r)) return spectrum;
  if (!r.chain) return {"the architecture keeps registers of its neurons", "set engine = state"};
  if (const Refusal tied = refuse_tied(r)) return tied;
  if (!chain_weights(r))
    return {needs_gaussian("gaussian and orthogonal ones"), "set engine = dense"};
  if (r.measured.gradients())
    return {"back-propagation meets the same weights again, and it forgets the neurons",
            "set engine = state or leave out the gradients"};
  if (r.weights == WeightLaw::orthogonal && r.copies.count() > r.width)
    return {"an orthonormal frame of " + std::to_string(r.copies.count()) +
                " copies does not fit the width",
            "raise the width or set engine = dense"};
  return {};
}

Refusal refuse_state(const Request& r) {
  if (const Refusal spectrum = refuse_spectrum(r)) return spectrum;
  if (const Refusal tied = refuse_tied(r)) return tied;
  if (!chain_weights(r))
    return {needs_gaussian("gaussian and orthogonal ones"), "set engine = dense"};
  if (r.weights == WeightLaw::orthogonal && r.copies.count() > r.width)
    return {"an orthonormal frame of the copies does not fit the width", "set engine = dense"};
  if (r.measured.gradients()) return refuse_rectangular(r);
  return {};
}

Refusal refuse_jacobian(const Request& r) {
  if (!r.measured.has(Primitive::jacobian_spectrum) || r.square_jacobian) return {};
  return {"the Jacobian of " + r.architecture + " is not one square matrix per layer",
          "measure jacobian_spectrum of another architecture"};
}

bool comes_back(const Request& r) {
  return r.measured.gradients();
}

/// The directions along which one matrix is met, from both sides.
double directions(const Request& r) {
  const double meetings = r.tied ? r.depth : 1;
  return meetings *
         (r.copies.count() + (comes_back(r) ? r.copies.inputs : 0) + 2 * r.lanczos_steps);
}

Refusal refuse_lazy(const Request& r) {
  if (r.full_spectrum)
    return {"all singular values need every direction of the weights",
            "set engine = dense or spectrum = lanczos"};
  if (const Refusal jacobian = refuse_jacobian(r)) return jacobian;
  if (!chain_weights(r))
    return {
        "it draws weights along the directions that they meet, which is exact only for "
        "gaussian and orthogonal ones",
        "set engine = dense"};
  if (const Refusal rectangular = refuse_rectangular(r)) return rectangular;
  const double met = directions(r), room = std::min(double(r.narrowest), double(1 << copy_bits));
  if (met >= room)
    return {"a matrix would be met along " + std::to_string(std::int64_t(met)) +
                " directions, and there is room for fewer than " +
                std::to_string(std::int64_t(room)),
            "raise the width or set engine = dense"};
  return {};
}

/// Square matrices of float64 that the product and the decomposition of a Jacobian hold.
constexpr double spectrum_matrices = 8;
constexpr double most_spectrum_memory = 16e9;

double full_spectrum_memory(const Request& r) {
  return r.full_spectrum ? spectrum_matrices * 8 * double(r.width) * double(r.width) : 0;
}

Refusal refuse_full_spectrum(const Request& r) {
  const double memory = full_spectrum_memory(r);
  if (memory > most_spectrum_memory)
    return {"all singular values at width " + std::to_string(r.width) + " need " +
                std::to_string(std::llround(memory / 1e9)) + " GB per network",
            "set spectrum = lanczos or a width of at most " +
                std::to_string(
                    std::int64_t(std::sqrt(most_spectrum_memory / (8 * spectrum_matrices))))};
  return {};
}

Refusal refuse_dense(const Request& r) {
  constexpr std::int64_t most_rows = std::int64_t{1} << copy_bits;
  if (r.widest > most_rows)
    return {"rows of weights are numbered up to " + std::to_string(most_rows) +
                " in the address of a random number",
            "lower the width"};
  if (const Refusal jacobian = refuse_jacobian(r)) return jacobian;
  return refuse_full_spectrum(r);
}

/// What it costs to bring one network through all layers, by formulas of the engines' headers.
void cost_of_chain(const Request& r, Plan& plan) {
  const double copies = r.copies.count();
  const double layers = double(r.depth) * double(r.matrices) * double(std::max(r.width, r.hidden));
  const double passes = r.weights == WeightLaw::orthogonal ? 2 : 1;
  plan.normals = layers * (passes * copies + (passes > 1 ? 1 : 0));
  // mixing and Gram matrix, a triangle each; Haar weights take another Gram matrix
  plan.operations = layers * (1 + passes) * triangle_size(r.copies.count());
  const double sums = triangle_size(r.copies.count()) * 8.0;
  plan.memory = sums * (tile_lanes + std::min<double>(double(round_chunks), chunk_count(r.width)));
}

void cost_of_closed(const Request& r, Plan& plan) {
  const double copies = r.copies.count();
  plan.normals = r.depth * (triangle_size(r.copies.count()) + 1.0);
  plan.operations = r.depth * copies * copies * copies;
  plan.memory = 4 * copies * copies * 8;
}

double real_bytes(const Request& r) {
  return r.float64 ? 8 : 4;
}

void cost_of_state(const Request& r, Plan& plan) {
  cost_of_chain(r, plan);
  const bool back = r.measured.gradients();
  const double numbers = r.registers + r.matrices;  // of a neuron and copy in a layer
  const double state = numbers * double(r.width) * r.copies.count() * real_bytes(r);
  plan.memory += state * (back ? r.depth : 1);
  plan.bytes = state * r.depth * (back ? 2 : 1);
  if (!back) return;
  plan.normals *= 2;  // the part of W^T D outside the forward directions is drawn anew
  plan.operations *= 3;
}

/// Products with everything that a matrix has shown: two passes over it with the Cholesky factor
/// of all signals, three over either side with Gram-Schmidt.
void cost_of_lazy(const Request& r, Plan& plan) {
  cost_of_state(r, plan);
  const bool sides = comes_back(r) || r.float64 || r.lanczos_steps > 0;
  const double met = directions(r), neurons = double(r.width);
  const double matrices = r.matrices * (r.tied ? 1.0 : r.depth);
  const double kept = comes_back(r) || r.lanczos_steps > 0 ? matrices : r.matrices;
  plan.normals = matrices * met * neurons;
  plan.operations = matrices * (sides ? 1.5 : 1) * met * met * neurons;
  plan.bytes += plan.operations * real_bytes(r);
  plan.memory += kept * 2 * met * neurons * real_bytes(r) + (sides ? 0 : 8 * met * met);
}

void cost_of_dense(const Request& r, Plan& plan) {
  const bool back = r.measured.gradients();
  const double weights =
      double(r.depth) * r.matrices * double(r.width) * double(std::max(r.width, r.hidden));
  plan.normals = weights * (back ? 2 : 1);
  plan.operations = plan.normals * r.copies.count();
  const double state =
      (r.registers + r.matrices) * double(r.width) * r.copies.count() * real_bytes(r);
  plan.memory = state * (back ? r.depth : 2) + full_spectrum_memory(r);
  plan.bytes = 2 * state * r.depth;
  plan.normals += 2 * r.lanczos_steps * weights;
  if (!r.full_spectrum) return;
  // per layer: the product, the factorisation, its orthogonal factor, the other factor
  const double cube = double(r.width) * double(r.width) * double(r.width);
  const double sweeps = 8;
  plan.operations += cube * (r.depth * (1 + 2.0 / 3 + 2.0 / 3 + 0.5) + 2 * sweeps);
  plan.normals += weights;
}

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
