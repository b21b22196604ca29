#include <cmath>
#include <limits>

#include "host/statistics/policy.hpp"
#include "host/statistics/tests.hpp"

namespace widefield {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

/// Neurons over all networks: sum of N R.
double neurons(const Context& context) {
  double sum = 0;
  for (const Sample& sample : context.samples)
    sum += static_cast<double>(sample.width) * static_cast<double>(sample.moments.count);
  return sum;
}

/// The mean of an innovation slot as a standard normal number.
double standardised(const Context& context, const InnovationComponent& one) {
  const auto networks = static_cast<double>(context.all.count);
  const auto slot = static_cast<std::uint32_t>(one.slot);
  const double mean = context.all.mean[slot];
  if (one.law == InnovationLaw::normal) return mean * std::sqrt(networks);
  if (one.law == InnovationLaw::square) {
    // About the mean, which makes it independent of the component that tests the mean.
    const double centre = context.all.mean[one.root];
    return chi_square_equivalent((mean + 1 - centre * centre) * networks, networks - 1);
  }
  const double variance = covariance(context.plan, context.all, slot, slot);
  if (!(variance > 0)) return 0;
  return normal_equivalent(mean / std::sqrt(variance / networks), networks - 1);
}

/// The same, and as a relative deviation.
Component innovation(const Context& context, const InnovationComponent& one) {
  Component component{standardised(context, one), 0, infinite, false, one.what};
  if (one.sensitivity < 0) return component;
  const double sensitivity = context.all.mean[one.sensitivity];
  if (!(sensitivity > 0)) return component;
  component.decisive = true;
  component.deviation = context.all.mean[one.slot] / sensitivity;
  component.standard_error = 1 / (sensitivity * std::sqrt(static_cast<double>(context.all.count)));
  return component;
}

double correlation(const Context& context, int i, int j) {
  if (context.all.count < policy::correlation_networks) return 0;
  const auto a = static_cast<std::uint32_t>(i), b = static_cast<std::uint32_t>(j);
  const double scale = std::sqrt(covariance(context.plan, context.all, a, a) *
                                 covariance(context.plan, context.all, b, b));
  return scale > 0 ? covariance(context.plan, context.all, a, b) / scale : 0.0;
}

/// A number that the theory fixes before any weight is drawn: 0 within rounding, else infinite.
Component constant(const Context& context, int slot, double value) {
  const Slot& what = context.derived.layout[slot];
  const auto index = static_cast<std::uint32_t>(slot);
  const double floor = rounding_floor(context.experiment) * std::max(1e-300, std::abs(value));
  const double spread = std::sqrt(covariance(context.plan, context.all, index, index));
  const double deviation = context.all.mean[slot] - value;
  const bool wrong = std::abs(deviation) > floor || spread > floor;
  return {wrong ? infinite : 0.0, 0, infinite, false, what.primitive + " of layer 1"};
}

/// Layer 1 of what the observable is made of: sigma_w^2 x_a.x_b / N + sigma_b^2, and sigma_w^2 for
/// the squared tangent.
void add_constants(const Context& context, const std::string& observable, Assessment& test) {
  const Network& network = context.experiment.network;
  const auto gram = input_gram(context.experiment.inputs);
  for (const InnovationGroup& group : context.derived.groups) {
    const Innovation& first = group.innovations.front();
    if (group.observable != observable || first.exact->step == 0 || first.layer != 2) continue;
    if (first.exact->tangents) {
      test.components.push_back(constant(context, first.tangent_square, network.weight_variance));
      continue;
    }
    const int slot = first.exact->pair ? first.q_ab : first.q_a;
    const std::string& component = context.derived.record[slot].component;
    const auto a = static_cast<std::size_t>(std::stoi(component));
    const auto b = static_cast<std::size_t>(std::stoi(component.substr(component.find(',') + 1)));
    test.components.push_back(
        constant(context, slot, network.weight_variance * gram[a][b] + network.bias_variance));
  }
}

}  // namespace

Assessment one_step_test(const Context& context, const std::string& observable) {
  Assessment test;
  test.exact = true;
  test.networks = context.all.count;
  test.margin = rounding_floor(context.experiment);
  test.tolerance = context.experiment.compare.tolerance;
  std::vector<int> slots;
  for (const auto& one : innovation_components(context.derived, observable)) {
    const double narrowest = static_cast<double>(context.samples.front().width);
    if (neurons(context) * one.layers < one.samples_needed) continue;
    if (narrowest * one.layers < one.neurons_needed) continue;
    if (one.law != InnovationLaw::normal && context.all.count < 2) continue;
    test.components.push_back(innovation(context, one));
    slots.push_back(one.slot);
  }
  add_constants(context, observable, test);
  test.correlation = Matrix(slots.size());
  for (std::size_t i = 0; i < slots.size(); ++i)
    for (std::size_t j = 0; j < slots.size(); ++j)
      test.correlation(i, j) = i == j ? 1.0 : correlation(context, slots[i], slots[j]);
  return test;
}

}  // namespace widefield
