#include "host/statistics/methods/context.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "host/architecture/architecture.hpp"
#include "host/statistics/methods/policy.hpp"
#include "host/statistics/spectrum/spectrum.hpp"

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

/// Input or inputs that a component names: "0,1" -> {"0", "1"}.
std::vector<std::string> inputs_of(const std::string& component) {
  const std::size_t comma = component.find(',');
  if (comma == std::string::npos) return {component};
  return {component.substr(0, comma), component.substr(comma + 1)};
}

double logarithm_variance(const Context& context, const Sample& sample,
                          const std::string& primitive, const Slot& slot,
                          const std::string& component) {
  for (const Logarithm& one : context.derived.logarithms)
    if (context.derived.record[one.slot] == Slot{primitive, slot.layer, component})
      return covariance(context.plan, sample.moments, static_cast<std::uint32_t>(one.out),
                        static_cast<std::uint32_t>(one.out));
  return 0;
}

/// Variance of the logarithm of a slot over networks, or of the length it scales with.
double logarithm_variance(const Context& context, const Sample& sample, int index) {
  const Slot& slot = context.derived.record[index];
  const auto own = {"tangent_square", "gradient_square", "velocity_square", "acceleration_square",
                    "jacobian_spectrum"};
  if (std::find(own.begin(), own.end(), slot.primitive) != own.end())
    return logarithm_variance(context, sample, slot.primitive, slot, slot.component);
  double largest = 0;
  for (const std::string& input : inputs_of(slot.component))
    largest =
        std::max(largest, logarithm_variance(context, sample, "gram", slot, input + "," + input));
  const double exponent = slot.primitive == "field_fourth" ? 2 : 1;
  return exponent * exponent * largest;
}

}  // namespace

Context::Context(const Experiment& experiment_, const Prediction& prediction_,
                 const std::vector<WidthData>& data)
    : experiment(experiment_),
      prediction(prediction_),
      derived(plan_derived(experiment)),
      plan(moment_plan(experiment)),
      rows(widefield::rows(experiment)),
      table(experiment.network) {
  for (const Curve& curve : prediction.curves)
    curves.emplace(std::pair(curve.observable, curve.component), &curve);
  for (const WidthData& one : data) {
    Sample sample{one.width, one.engine, unite_blocks(plan, one.blocks), {}};
    if (sample.moments.count == 0) continue;
    for (const Row& row : rows)
      sample.estimates.push_back(estimate(row, plan, sample.moments));
    all = unite(plan, all, sample.moments);
    samples.push_back(std::move(sample));
    if (repeated.empty()) repeated = find_repetition(*this, one);
  }
  std::sort(samples.begin(), samples.end(),
            [](const Sample& a, const Sample& b) { return a.width < b.width; });
}

Expected expected(const Context& context, const Row& row) {
  const auto curve = context.curves.find({row.observable, row.component});
  if (curve == context.curves.end()) return {none, none};
  const auto& [observable, component, layer, value, bias, variance, citation] = *curve->second;
  const auto found = std::lower_bound(layer.begin(), layer.end(), row.layer);
  if (found == layer.end() || *found != row.layer) return {none, none};
  const auto index = static_cast<std::size_t>(found - layer.begin());
  return {value[index], bias.empty() ? none : bias[index]};
}

double deviation_scale(const Context& context, const Row& row, double theory) {
  // An exponent is a logarithm: its deviation is already a relative one, of a growth per layer.
  if (row.observable == "correlation_map" || row.observable == "lyapunov_spectrum") return 1;
  if (is_spectrum_mass(row)) return 1;
  if (row.observable == "kurtosis") return 3;
  if (row.observable != "activity") return std::abs(theory);
  const auto gram = input_gram(context.experiment.inputs);
  const auto input = static_cast<std::size_t>(std::stoi(row.component));
  const Network& network = context.experiment.network;
  const auto laws = theory_of(network).lengths(context.table, network, gram[input][input]);
  const auto layer = std::min(static_cast<std::size_t>(row.layer), laws.size());
  return std::sqrt(laws[layer - 1].marginal.average[f2]);
}

double networks_for_normality(const Context& context, const Sample& sample, const Row& row,
                              double critical) {
  double variance = 0;
  for (const int slot : row.slots)
    variance = std::max(variance, logarithm_variance(context, sample, slot));
  const double skewness = (std::exp(variance) + 2) * std::sqrt(std::expm1(variance));
  // Edgeworth: skewness g of the mean changes a studentised tail at z by exp(g z^3 / 3)
  // [hall1992, eq. 2.82].
  const double root = skewness * critical * critical * critical / (3 * policy::tail_exponent);
  return root * root;
}

}  // namespace widefield
