#include <algorithm>
#include <cmath>
#include <limits>

#include "host/architecture/mlp/closed_law.hpp"
#include "host/statistics/methods/tests.hpp"
#include "widefield/exact_law.hpp"

namespace widefield {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

/// ln of the factor of one layer: sigma_w^2 xi, and sigma_w^2 / 2 xi for ReLU, times its slope
/// squared.
LogLaw step_law(const Network& network, std::int64_t width) {
  const ClosedLayer layer = closed_layer(network).value();
  LogLaw law = layer.linear ? linear_log_factor(width) : relu_log_factor(width);
  law.mean += std::log(layer.factor);
  return law;
}

/// The logarithm of one layer at one width: its mean per step, and 1/variance of that.
struct Chain {
  double steps = 0, weight = 0, deviation = 0;
};

struct Observed {
  std::string primitive, component;
  bool backward;             // the chain starts at layer L and runs down
  std::vector<LogLaw> laws;  // of one step, [sample]
};

std::vector<Observed> observed(const Context& context, const std::string& observable) {
  std::vector<LogLaw> laws;
  for (const Sample& sample : context.samples)
    laws.push_back(step_law(context.experiment.network, sample.width));
  if (observable == "gradient_norm") return {{"gradient_square", "", true, laws}};
  const std::string primitive = observable == "length_map" ? "gram" : "tangent_square";
  std::vector<Observed> all;
  for (const Logarithm& one : context.derived.logarithms) {
    const Slot& slot = context.derived.record[one.slot];
    if (slot.primitive == primitive && slot.layer == 1)
      all.push_back({primitive, slot.component, false, laws});
  }
  return all;
}

/// ln of what the chain starts from: layer 1 is a constant, the gradient is relative to layer L.
double start(const Context& context, const Observed& what) {
  if (what.backward) return 0;
  const double w = context.experiment.network.weight_variance;
  if (what.primitive == "tangent_square") return std::log(w);
  const auto input = static_cast<std::size_t>(std::stoi(what.component));
  return std::log(w * input_gram(context.experiment.inputs)[input][input]);
}

Chain chain(const Context& context, const Observed& what, std::size_t sample, int layer, int slot) {
  const int depth = context.experiment.network.depth;
  const Moments& moments = context.samples[sample].moments;
  const LogLaw& law = what.laws[sample];
  Chain result;
  result.steps = what.backward ? depth - layer : layer - 1;
  result.weight = static_cast<double>(moments.count) * result.steps / law.variance;
  result.deviation = (moments.mean[slot] - start(context, what)) / result.steps - law.mean;
  return result;
}

/// The variance of the longest chain at one width, `expected`, by chi-square.
Component spread(const Context& context, const Sample& sample, int slot, double expected) {
  const auto index = static_cast<std::uint32_t>(slot);
  const double degrees = static_cast<double>(sample.moments.count) - 1;
  const double sum = degrees * covariance(context.plan, sample.moments, index, index) / expected;
  return {chi_square_equivalent(sum, degrees), 0, infinite, false,
          "variance of " + context.derived.layout[slot].primitive + " at width " +
              std::to_string(sample.width)};
}

void add_chain(const Context& context, const Observed& what, std::size_t sample, Assessment& test,
               std::vector<double>& steps) {
  const std::string at = " at width " + std::to_string(context.samples[sample].width);
  double longest = 0;
  int last = -1;
  for (const auto& [layer, slot] :
       logarithm_slots(context.derived, what.primitive, what.component)) {
    const Chain one = chain(context, what, sample, layer, slot);
    if (!(one.steps > 0)) continue;
    test.components.push_back({one.deviation * std::sqrt(one.weight), one.deviation,
                               1 / std::sqrt(one.weight), true,
                               "ln " + what.primitive + " of layer " + std::to_string(layer) + at});
    steps.push_back(one.steps);
    if (one.steps > longest) longest = one.steps, last = slot;
  }
  if (last < 0 || context.samples[sample].moments.count < 2) return;
  test.components.push_back(
      spread(context, context.samples[sample], last, longest * what.laws[sample].variance));
  steps.push_back(0);
}

/// Two logarithms of one chain have the correlation sqrt(shorter / longer). Between inputs and
/// between widths, which may share random numbers, it is left out: the critical value is then too
/// large, never too small [royen2014].
void add_correlations(Assessment& test, const std::vector<double>& steps,
                      const std::vector<std::size_t>& ends) {
  test.correlation = Matrix(test.components.size());
  std::size_t begin = 0;
  for (const std::size_t end : ends) {
    for (std::size_t i = begin; i < end; ++i)
      for (std::size_t j = begin; j < end; ++j)
        if (steps[i] > 0 && steps[j] > 0)
          test.correlation(i, j) =
              std::sqrt(std::min(steps[i], steps[j]) / std::max(steps[i], steps[j]));
    begin = end;
  }
  for (std::size_t i = 0; i < test.components.size(); ++i)
    test.correlation(i, i) = 1;
}

}  // namespace

Assessment closed_form_test(const Context& context, const std::string& observable) {
  if (observable == "lyapunov_spectrum") return exponents_test(context);
  Assessment test;
  test.exact = true;
  test.networks = context.samples.back().moments.count;
  test.margin = rounding_floor(context.experiment);
  test.tolerance = context.experiment.compare.tolerance;
  std::vector<double> steps;
  std::vector<std::size_t> ends;
  for (const Observed& what : observed(context, observable))
    for (std::size_t sample = 0; sample < context.samples.size(); ++sample) {
      add_chain(context, what, sample, test, steps);
      ends.push_back(test.components.size());
    }
  // Only the longest chain is as sharp as the test gets; shorter ones locate an error.
  double sharpest = infinite;
  for (const Component& one : test.components)
    sharpest = std::min(sharpest, one.standard_error);
  for (Component& one : test.components)
    one.decisive = one.standard_error <= 1.01 * sharpest;
  add_correlations(test, steps, ends);
  return test;
}

}  // namespace widefield
