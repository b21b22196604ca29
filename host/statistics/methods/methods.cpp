#include <algorithm>

#include "host/architecture/mlp/closed_law.hpp"
#include "host/architecture/mlp/conditional_moments.hpp"
#include "host/statistics/methods/policy.hpp"
#include "widefield/comparison.hpp"

namespace widefield {
namespace {

constexpr const char* no_fluctuation =
    "it is the same in every network, and the exact test compares it";

bool any(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool has_innovations(const std::string& observable) {
  const auto& all = exact_primitives();
  return std::any_of(all.begin(), all.end(),
                     [&](const ExactPrimitive& exact) { return exact.observable == observable; });
}

bool is_heavy_tailed(const Network& network, const std::string& observable) {
  const auto& all = exact_primitives();
  return std::any_of(all.begin(), all.end(), [&](const ExactPrimitive& exact) {
    return exact.observable == observable && is_heavy_tailed(network, exact);
  });
}

/// Empty: it applies; else why not.
std::string why_no_one_step(const Experiment& experiment, const std::string& observable) {
  if (experiment.network.architecture != "mlp")
    return "the law of a layer given the one below is tabulated for mlp only";
  if (observable == "gradient_norm")
    return "back-propagated gradients depend on the layers above and below at once";
  if (!has_innovations(observable)) return "its law given the layer below is not tabulated";
  if (experiment.network.tied) return "tied weights remember more than the layer below";
  if (experiment.network.weights == "orthogonal")
    return "given the layer below, orthogonal weights need averages over a sphere";
  if (experiment.network.weights != "gaussian")
    return "given the layer below, only Gaussian weights make the pre-activations normal";
  if (is_heavy_tailed(experiment.network, observable))
    return "the fourth moment of a neuron's share is infinite, its sums are normal too slowly";
  return "";
}

std::string why_no_closed_form(const Experiment& experiment, const std::string& observable) {
  const Network& network = experiment.network;
  if (network.architecture != "mlp") return "only products of mlp layers have a closed law";
  if (!any({"length_map", "gradient_norm", "chi_1", "lyapunov_spectrum"}, observable))
    return "no law of its logarithm is known";
  if (!closed_layer(network)) return "only relu and linear networks have a closed law";
  const bool frame = observable == "lyapunov_spectrum";
  if (network.weights != "gaussian" && !(frame && network.weights == "orthogonal"))
    return "only Gaussian weights have a closed law";
  if (network.dropout_keep < 1) return "dropout has no closed law";
  if (network.tied) return "tied weights have no closed law";
  if (network.depth < 2 && !frame) return "one layer is a constant";
  if (network.bias_variance > 0 && observable != "chi_1" && !frame)
    return "biases break the product";
  if (observable == "gradient_norm" && input_gram(experiment.inputs).size() > 1)
    return "averaged over several inputs, it is no product";
  const auto& widths = network.width;
  if (*std::min_element(widths.begin(), widths.end()) < policy::closed_form_width)
    return "too narrow: whole layers of units may be off";
  return "";
}

/// Where the theory has no correction (kinked activations, for some observables) its curve holds
/// none, and no verdict is given.
std::string why_no_correction(const Experiment& experiment, const std::string& observable) {
  if (is_constant(experiment.network, observable)) return no_fluctuation;
  if (experiment.network.weights == "uniform" || experiment.network.weights == "rademacher")
    return "the 1/N correction of the theory holds for Gaussian weights";
  if (experiment.network.tied) return "the 1/N correction of the theory holds for fresh weights";
  return "";
}

std::string why_no_extrapolation(const Experiment& experiment, const std::string& observable) {
  if (is_constant(experiment.network, observable)) return no_fluctuation;
  return experiment.network.width.size() > 1 ? "" : "one width cannot be extrapolated";
}

Method method(const Experiment& experiment, const std::string& name, const std::string& family,
              const std::string& why_not) {
  const auto& wanted = experiment.compare.families;
  const bool asked = wanted.empty() || any(wanted, family);
  const std::string reason = why_not.empty() && !asked ? "compare.families leaves it out" : why_not;
  return {name, family, reason.empty(), reason};
}

}  // namespace

std::vector<Method> methods(const Experiment& experiment, const std::string& observable) {
  return {method(experiment, "one_step", "exact", why_no_one_step(experiment, observable)),
          method(experiment, "closed_form", "exact", why_no_closed_form(experiment, observable)),
          method(experiment, "corrected", "corrected", why_no_correction(experiment, observable)),
          method(experiment, "extrapolated", "asymptotic",
                 why_no_extrapolation(experiment, observable))};
}

int count_tests(const Experiment& experiment) {
  int tests = 0;
  for (const std::string& observable : experiment.measure.observables)
    for (const Method& one : methods(experiment, observable))
      tests += one.applies;
  return tests;
}

}  // namespace widefield
