#include "host/statistics/methods/context.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "host/architecture/architecture.hpp"
#include "host/statistics/methods/policy.hpp"
#include "host/statistics/moments/tail.hpp"

namespace widefield {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

std::string sentence(const WidthData& data, std::uint64_t first, std::uint64_t second) {
  return "blocks " + std::to_string(first) + " and " + std::to_string(second) + " at width " +
         std::to_string(data.width) + " hold the same numbers";
}

/// Does anything that was measured differ between networks by more than rounding? What is derived
/// from it says no more: the logarithm of a number that is 1 within rounding fluctuates about 0.
bool fluctuates(const Context& context, const Moments& moments) {
  const double floor = rounding_floor(context.experiment);
  for (std::uint32_t k = 0; k < context.derived.record.size(); ++k)
    if (std::sqrt(covariance(context.plan, moments, k, k)) > floor * std::abs(moments.mean[k]))
      return true;
  return false;
}

/// Two blocks with equal moments are one block counted twice, or one stream of numbers used twice.
std::string find_repetition(const Context& context, const WidthData& data) {
  std::map<std::vector<double>, std::uint64_t> seen;
  for (const auto& [number, moments] : data.blocks) {
    if (!fluctuates(context, moments)) continue;
    const auto [earlier, fresh] = seen.emplace(moments.mean, number);
    if (!fresh) return sentence(data, earlier->second, number);
  }
  return "";
}

/// Variance over networks of the logarithm that says how skew the law of a slot is.
double logarithm_variance(const Context& context, const Sample& sample, int index) {
  const RecordLayout& record = context.derived.record;
  double largest = 0;
  for (const int tail : tail_slots(record, record[index])) {
    const auto out = static_cast<std::uint32_t>(context.derived.logarithm_of[tail]);
    largest = std::max(largest, covariance(context.plan, sample.moments, out, out));
  }
  const double exponent = row_of(record[index].primitive).tail.exponent;
  return exponent * exponent * largest;
}

/// The root mean square of the signal of a layer.
double signal_scale(const Context& context, const Estimand& estimand) {
  const auto gram = input_gram(context.experiment.inputs);
  const auto input = static_cast<std::size_t>(std::stoi(estimand.component));
  const Network& network = context.experiment.network;
  const auto laws = theory_of(network).lengths(context.table, network, gram[input][input]);
  const auto layer = std::min(static_cast<std::size_t>(estimand.layer), laws.size());
  return std::sqrt(laws[layer - 1].marginal.average[f2]);
}

/// The place of an estimand among those of a curve, or -1.
std::ptrdiff_t place_on(const Curve& curve, const Estimand& estimand) {
  if (curve.axis == Axis::layer) {
    const auto found = std::lower_bound(curve.layer.begin(), curve.layer.end(), estimand.layer);
    return found == curve.layer.end() || *found != estimand.layer ? -1
                                                                  : found - curve.layer.begin();
  }
  const auto found = std::find(curve.at.begin(), curve.at.end(), estimand.place);
  return curve.axis != estimand.axis || found == curve.at.end() ? -1 : found - curve.at.begin();
}

}  // namespace

Context::Context(const Experiment& experiment_, const Prediction& prediction_,
                 const std::vector<WidthData>& data)
    : experiment(experiment_),
      prediction(prediction_),
      derived(plan_derived(experiment)),
      plan(moment_plan(experiment)),
      estimands(widefield::estimands(experiment)),
      table(experiment.network) {
  for (const Curve& curve : prediction.curves)
    curves.emplace(std::pair(curve.observable, curve.component), &curve);
  for (const WidthData& one : data) {
    Sample sample{one.width, one.engine, unite_blocks(plan, one.blocks), {}};
    if (sample.moments.count == 0) continue;
    for (const Estimand& estimand : estimands)
      sample.estimates.push_back(estimate(estimand, plan, sample.moments));
    all = unite(plan, all, sample.moments);
    samples.push_back(std::move(sample));
    if (repeated.empty()) repeated = find_repetition(*this, one);
  }
  std::sort(samples.begin(), samples.end(),
            [](const Sample& a, const Sample& b) { return a.width < b.width; });
}

Expected expected(const Context& context, const Estimand& estimand) {
  const auto found = context.curves.find({estimand.observable, estimand.component});
  if (found == context.curves.end()) return {none, none, 0};
  const Curve& curve = *found->second;
  const std::ptrdiff_t place = place_on(curve, estimand);
  if (place < 0) return {none, none, 0};
  const auto index = static_cast<std::size_t>(place);
  return {curve.value[index], curve.bias.empty() ? none : curve.bias[index],
          curve.standard_error.empty() ? 0.0 : curve.standard_error[index]};
}

double deviation_scale(const Context& context, const Estimand& estimand, double theory) {
  switch (estimand.relative_to) {
    case RelativeTo::one:
    case RelativeTo::part:
      return 1;
    case RelativeTo::three:
      return 3;
    case RelativeTo::signal:
      return signal_scale(context, estimand);
    case RelativeTo::theory:
      break;
  }
  return std::abs(theory);
}

double skewness(const Context& context, const Sample& sample, const Estimand& estimand) {
  double variance = 0;
  for (const int slot : estimand.slots)
    variance = std::max(variance, logarithm_variance(context, sample, slot));
  return (std::exp(variance) + 2) * std::sqrt(std::expm1(variance));
}

double share_for_normality(double skewness, double critical) {
  // Edgeworth: skewness g of the mean changes a studentised tail at z by exp(g z^3 / 3)
  // [hall1992, eq. 2.82].
  const double root = skewness * critical * critical * critical / (3 * policy::tail_exponent);
  return root * root;
}

}  // namespace widefield
