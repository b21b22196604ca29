
#include <algorithm>
#include <cmath>

#include "kernels/costs.hpp"
#include "kernels/engine/engines.hpp"
#include "kernels/plan.hpp"
#include "kernels/random/address.hpp"
#include "widefield/jacobian.hpp"

namespace widefield {
namespace {

constexpr double most_spectrum_memory = 16e9;

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
  if (r.weights != WeightLaw::orthogonal || r.narrowest == r.widest) return {};
  return {"it knows orthogonal matrices only where they are square", "set engine = dense"};
}

/// Without biases, an input whose signal is linear on each side of 0 obeys the map of its tangents
/// and sinks into their span: along the last of m tangents e^-d of it is left, d = L (lambda_1 -
/// lambda_m). Given the input, that tangent is what remains beside e^-2d, which float64 loses here.
constexpr double deepest_input = 16;  // nats

double nats_of_the_input(const Request& r) {
  if (!r.measured.has(Primitive::lyapunov_exponent) || !r.slopes.applies || r.biased) return 0;
  const bool linear = r.slopes.negative == r.slopes.positive;
  if (linear && r.weights == WeightLaw::orthogonal) return 0;
  const double active = linear ? double(r.width) : double(r.width) / 2;
  return 0.5 * r.depth * std::log(active / std::max(1.0, active - r.copies.tangents + 1));
}

Refusal refuse_sunken_input(const Request& r) {
  const double nats = nats_of_the_input(r);
  if (nats <= deepest_input) return {};
  return {"the input sinks into the span of the tangents, along the last of them to e^-" +
              std::to_string(std::llround(nats)) + " of its length, which rounding loses",
          "set engine = dense, or ask for fewer exponents or layers"};
}

Refusal refuse_spectrum(const Request& r) {
  if (!r.measured.has(Primitive::jacobian_spectrum)) return {};
  return {"the spectrum of a Jacobian meets the weights again",
          r.full_spectrum ? "set engine = dense" : "set engine = lazy or dense"};
}

Refusal refuse_jacobian(const Request& r) {
  if (!r.measured.has(Primitive::jacobian_spectrum)) return {};
  if (r.spectrum_points > most_spectrum_points)
    return {"the covariance of all masses of a spectrum is kept, of " +
                std::to_string(r.spectrum_points) + " points",
            "use a grid of at most " + std::to_string(most_spectrum_points)};
  if (r.numbers.has_square_jacobian() && r.taps == 0 && !r.mean_weights) return {};
  return {
      "the Jacobian of " + r.architecture + " is not one square matrix without a mean per layer",
      "measure jacobian_spectrum of another architecture"};
}

Refusal refuse_noisy_curve(const Request& r) {
  if (!r.measured.moves() || r.input.variance == 0 || r.input.correlation == 1) return {};
  return {"points that hear noise of their own lie on no curve",
          "leave out the geometry of the manifold"};
}

/// Neurons and copies beyond the address of a random number.
Refusal refuse_large_numbers(const Request& r) {
  constexpr auto most_neurons = std::int64_t(tiles_in_reach) * tile_neurons;
  constexpr int most_copies = 1 << copy_bits;
  if (r.widest > most_neurons)
    return {"neurons are numbered up to " + std::to_string(most_neurons) +
                " in the address of a random number",
            "lower the width"};
  if (r.copies.count() > most_copies)
    return {"inputs and their tangents are numbered up to " + std::to_string(most_copies) +
                " in the address of a random number",
            "lower the number of inputs"};
  return {};
}

/// Numbers of matrices and taps beyond the address of a random number.
Refusal refuse_many_matrices(const Request& r) {
  const std::int64_t most = (std::int64_t(r.most_matrix) + 1) * std::max(1, r.taps);
  if (most <= std::int64_t{1} << matrix_bits) return {};
  return {"its layers have " + std::to_string(most) + " matrices, and their numbers end at " +
              std::to_string(std::int64_t{1} << matrix_bits),
          "lower the number of taps"};
}

/// What is said of states is taken from the signals of the next layer, which are coupled there.
Refusal refuse_coupled_states(const Request& r) {
  const PrimitiveSet states =
      set_of({Primitive::state_gram, Primitive::state_difference, Primitive::batch_gram});
  if (r.taps == 0 || !(r.measured.primitives & states)) return {};
  return {"states of coupled copies are not measured", "leave out observables of states"};
}

/// The squared signal of a weight is read off the variance of its field, which several terms share.
Refusal refuse_shared_field(const Request& r) {
  const bool shared = r.numbers.terms[0] > r.numbers.fields[0] || r.taps > 1;
  if (!shared || !r.measured.has(Primitive::weight_gradient)) return {};
  return {"the first field of a layer is a sum of several terms",
          "leave out the gradients of weights"};
}

/// What every engine of kept neurons refuses.
Refusal refuse_layers(const Request& r) {
  if (Refusal large = refuse_large_numbers(r)) return large;
  if (Refusal noisy = refuse_noisy_curve(r)) return noisy;
  if (Refusal many = refuse_many_matrices(r)) return many;
  if (Refusal shared = refuse_shared_field(r)) return shared;
  return refuse_coupled_states(r);
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

}  // namespace

Refusal ClosedEngine::refuse(const Request& r) {
  if (!r.slopes.applies)
    return {"its law is known only where the signal is linear on each side of 0",
            "set activation = linear, relu or leaky_relu"};
  const bool linear = r.slopes.negative == r.slopes.positive;
  if (!linear && r.copies.inputs > 1)
    return {"with two slopes its law is known for one input only", "set inputs.count = 1"};
  if (r.weights != WeightLaw::gaussian)
    return {needs_gaussian("gaussian ones"), "set weights = gaussian"};
  if (r.dropout) return {"dropout changes the number of active neurons", "set dropout_keep = 1"};
  if (Refusal tied = refuse_tied(r)) return tied;
  if (Refusal sunken = refuse_sunken_input(r)) return sunken;
  if (r.taps > 0) return {"copies that hear each other have no closed law", "set engine = gram"};
  if (r.mean_weights || r.mean_biases)
    return {"weights or biases with a mean have no closed law", "set engine = gram"};
  const PrimitiveSet known =
      set_of({Primitive::gram, Primitive::length_response, Primitive::tangent_square,
              Primitive::tangent_cross, Primitive::lyapunov_exponent});
  if (r.measured.primitives & ~known)
    return {"it never forms the neurons that an observable asks for",
            "measure only length_map, correlation_map, chi_1, chi_length, lyapunov_spectrum"};
  return {};
}

Refusal GramEngine::refuse(const Request& r) {
  if (Refusal large = refuse_large_numbers(r)) return large;
  if (Refusal noisy = refuse_noisy_curve(r)) return noisy;
  if (Refusal sunken = refuse_sunken_input(r)) return sunken;
  if (Refusal spectrum = refuse_spectrum(r)) return spectrum;
  if (!r.numbers.is_chain_of_gram_matrices())
    return {"the architecture keeps registers of its neurons", "set engine = state"};
  if (Refusal tied = refuse_tied(r)) return tied;
  if (!chain_weights(r))
    return {needs_gaussian("gaussian and orthogonal ones"), "set engine = dense"};
  if (r.measured.gradients())
    return {"back-propagation meets the same weights again, and it forgets the neurons",
            "set engine = state or leave out the gradients"};
  if (r.measured.has(Primitive::autocorrelation))
    return {"it forgets the neurons of the steps before", "set engine = state"};
  if (r.mean_weights && r.copies.slots() > 1)
    return {"where weights have a mean, the mean of a tangent is not followed",
            "set engine = state"};
  if (Refusal coupled = refuse_coupled_states(r)) return coupled;
  if (r.weights == WeightLaw::orthogonal && r.taps > 1)
    return {"the sum over several orthogonal matrices is not one", "set engine = state"};
  if (r.weights == WeightLaw::orthogonal && r.copies.count() > r.width)
    return {"an orthonormal frame of " + std::to_string(r.copies.count()) +
                " copies does not fit the width",
            "raise the width or set engine = dense"};
  return {};
}

Refusal StateEngine::refuse(const Request& r) {
  if (Refusal layers = refuse_layers(r)) return layers;
  if (Refusal sunken = refuse_sunken_input(r)) return sunken;
  if (Refusal spectrum = refuse_spectrum(r)) return spectrum;
  if (Refusal tied = refuse_tied(r)) return tied;
  if (!chain_weights(r))
    return {needs_gaussian("gaussian and orthogonal ones"), "set engine = dense"};
  if (r.weights == WeightLaw::orthogonal && r.copies.count() > r.width)
    return {"an orthonormal frame of the copies does not fit the width", "set engine = dense"};
  if (r.measured.gradients()) return refuse_rectangular(r);
  return {};
}

Refusal LazyEngine::refuse(const Request& r) {
  if (Refusal layers = refuse_layers(r)) return layers;
  if (Refusal sunken = refuse_sunken_input(r)) return sunken;
  if (r.full_spectrum)
    return {"all singular values need every direction of the weights",
            "set engine = dense or spectrum = lanczos"};
  if (Refusal jacobian = refuse_jacobian(r)) return jacobian;
  if (!chain_weights(r))
    return {
        "it draws weights along the directions that they meet, which is exact only for "
        "gaussian and orthogonal ones",
        "set engine = dense"};
  if (Refusal rectangular = refuse_rectangular(r)) return rectangular;
  const double met = directions(r), room = std::min(double(r.narrowest), double(1 << copy_bits));
  if (met >= room)
    return {"a matrix would be met along " + std::to_string(std::int64_t(met)) +
                " directions, and there is room for fewer than " +
                std::to_string(std::int64_t(room)),
            "raise the width or set engine = dense"};
  return {};
}

Refusal DenseEngine::refuse(const Request& r) {
  if (Refusal layers = refuse_layers(r)) return layers;
  constexpr std::int64_t most_rows = std::int64_t{1} << copy_bits;
  if (r.widest > most_rows)
    return {"rows of weights are numbered up to " + std::to_string(most_rows) +
                " in the address of a random number",
            "lower the width"};
  if (Refusal jacobian = refuse_jacobian(r)) return jacobian;
  return refuse_full_spectrum(r);
}

}  // namespace widefield
