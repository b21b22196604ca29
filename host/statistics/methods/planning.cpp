#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "host/architecture/architecture.hpp"
#include "host/statistics/methods/normal.hpp"
#include "host/statistics/methods/policy.hpp"
#include "host/statistics/moments/components.hpp"
#include "host/statistics/moments/estimate.hpp"
#include "widefield/comparison.hpp"
#include "widefield/observable.hpp"

namespace widefield {
namespace {

/// The one-step law of lengths; null where the architecture has none.
const ExactPrimitive* law_of_lengths(const Network& network) {
  for (const ExactPrimitive& exact : exact_primitives(network))
    if (observable_row(exact.observable).product == ProductOf::length) return &exact;
  return nullptr;
}

/// kappa: Var / mean^2 of sigma_w^2 x^2 at the last layer (ReLU: 5).
double relative_variance(const Experiment& experiment) {
  const Network& network = experiment.network;
  const auto gram = input_gram(experiment.inputs);
  const ExactPrimitive* exact = law_of_lengths(network);
  const auto laws = theory_of(network).lengths(GaussianTable(network), network, gram[0][0]);
  if (exact == nullptr || laws.empty()) return std::numeric_limits<double>::quiet_NaN();
  const Conditional step = exact->conditional_moments(network, {.a = &laws.back().marginal});
  return step.variance / (step.scale * step.scale);
}

/// What the standard error of an estimand is relative to, from the measurement alone.
double measured_scale(const Estimand& estimand, double value) {
  if (estimand.relative_to == RelativeTo::theory) return std::abs(value);
  return estimand.relative_to == RelativeTo::three ? 3 : 1;
}

}  // namespace

double smallest_visible_error(const Experiment& experiment) {
  const Network& network = experiment.network;
  const auto widest = *std::max_element(network.width.begin(), network.width.end());
  double samples = static_cast<double>(widest) * static_cast<double>(experiment.run.networks);
  samples *= std::max(0, network.depth - 1);
  if (!(samples > 0) || network.weights != "gaussian")
    return std::numeric_limits<double>::quiet_NaN();
  const double alpha = policy::family_wise_error / std::max(1, count_tests(experiment));
  const double z = normal_quantile(alpha / 2) + normal_quantile(1 - policy::power);
  return z * std::sqrt(relative_variance(experiment) / samples);
}

bool is_look(std::uint64_t finished_blocks) {
  return std::has_single_bit(finished_blocks);
}

double relative_standard_error(const Experiment& experiment, const WidthData& data) {
  const MomentPlan plan = moment_plan(experiment);
  const Moments moments = unite_blocks(plan, data.blocks);
  if (moments.count < 2) return std::numeric_limits<double>::infinity();
  const std::vector<Estimand> all = estimands(experiment);
  double largest = 0;
  for (const std::string& observable : experiment.measure.observables)
    for (const std::size_t index : verdict_estimands(all, observable)) {
      const Estimate one = estimate(all[index], plan, moments);
      const double scale = measured_scale(all[index], one.value);
      if (scale > 0) largest = std::max(largest, one.standard_error / scale);
    }
  return largest;
}

}  // namespace widefield
