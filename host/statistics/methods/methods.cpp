#include <algorithm>

#include "host/architecture/architecture.hpp"
#include "host/statistics/methods/policy.hpp"
#include "host/statistics/moments/derived.hpp"
#include "widefield/comparison.hpp"
#include "widefield/observable.hpp"

namespace widefield {
namespace {

constexpr const char* no_fluctuation =
    "it is the same in every network, and the exact test compares it";

bool any(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Has a primitive of the observable a one-step law with the property?
bool any_primitive(const Network& network, const std::string& observable,
                   bool (*has)(const Network&, const ExactPrimitive&)) {
  const auto& all = exact_primitives(network);
  return std::any_of(all.begin(), all.end(), [&](const ExactPrimitive& exact) {
    return exact.observable == observable && has(network, exact);
  });
}

bool exists(const Network&, const ExactPrimitive&) {
  return true;
}

bool varies(const Network& network, const ExactPrimitive& exact) {
  return !is_constant(network, exact);
}

/// Does nothing of what it is made of hold any randomness?
bool is_constant(const Network& network, const std::string& observable) {
  return any_primitive(network, observable, exists) && !any_primitive(network, observable, varies);
}

/// Empty: it applies; else why not.
std::string why_no_one_step(const Experiment& experiment, const std::string& observable) {
  const Network& network = experiment.network;
  if (exact_primitives(network).empty())
    return "the law of a layer given the one below is tabulated for " +
           known_to([](const Theory& theory) { return theory.exact != nullptr; }) + " only";
  if (observable_row(observable).back_propagates())
    return "back-propagated gradients depend on the layers above and below at once";
  if (!any_primitive(network, observable, exists))
    return "its law given the layer below is not tabulated";
  if (!records_every_layer(experiment.measure))
    return "the layer below is not recorded (measure.transient, measure.every)";
  if (network.tied) return "tied weights remember more than the layer below";
  if (network.weights == "orthogonal")
    return "given the layer below, orthogonal weights need averages over a sphere";
  if (network.weights != "gaussian")
    return "given the layer below, only Gaussian weights make the pre-activations normal";
  if (any_primitive(network, observable, is_heavy_tailed))
    return "the fourth moment of a neuron's share is infinite, its sums are normal too slowly";
  return "";
}

std::string why_no_closed_form(const Experiment& experiment, const std::string& observable) {
  const ClosedLaw* law = theory_of(experiment.network).closed;
  if (law == nullptr)
    return "only products of " +
           known_to([](const Theory& theory) { return theory.closed != nullptr; }) +
           " layers have a closed law";
  const std::string reason = law->why_not(experiment, observable);
  if (!reason.empty()) return reason;
  const auto& widths = experiment.network.width;
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
