#include <cmath>
#include <limits>

#include "host/statistics/methods/policy.hpp"
#include "host/statistics/methods/tests.hpp"

namespace widefield {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

/// The mean of an innovation slot over the networks of one width, as a standard normal number.
double standardised(const Context& context, const Moments& moments,
                    const InnovationComponent& one) {
  const auto networks = static_cast<double>(moments.count);
  const auto slot = static_cast<std::uint32_t>(one.slot);
  const double mean = moments.mean[slot];
  if (one.law == InnovationLaw::normal) return mean * std::sqrt(networks);
  if (one.law == InnovationLaw::squares) {
    const double degrees = one.layers * networks;
    const double sum = degrees + std::sqrt(2 * degrees * networks) * mean;
    return chi_square_equivalent(std::max(0.0, sum), degrees);
  }
  if (one.law == InnovationLaw::square) {
    // About the mean, which makes it independent of the component that tests the mean.
    const double centre = moments.mean[one.root];
    const double square = std::max(0.0, mean + 1 - centre * centre);
    return chi_square_equivalent(square * networks, networks - 1);
  }
  const double variance = covariance(context.plan, moments, slot, slot);
  if (!(variance > 0)) return 0;
  return normal_equivalent(mean / std::sqrt(variance / networks), networks - 1);
}

/// The same, and as a relative deviation.
Component innovation(const Context& context, const Sample& sample, const InnovationComponent& one) {
  Component component{standardised(context, sample.moments, one), 0, infinite, false,
                      one.what + " at width " + std::to_string(sample.width)};
  if (one.sensitivity < 0) return component;
  const double sensitivity = sample.moments.mean[one.sensitivity];
  if (!(sensitivity > 0)) return component;
  component.deviation = sample.moments.mean[one.slot] / sensitivity;
  component.standard_error =
      1 / (sensitivity * std::sqrt(static_cast<double>(sample.moments.count)));
  return component;
}

bool enough(const Sample& sample, const InnovationComponent& one) {
  const double neurons = static_cast<double>(sample.width) * one.layers;
  const auto networks = static_cast<double>(sample.moments.count);
  if (one.law != InnovationLaw::normal && networks < 2) return false;
  return neurons * networks >= one.samples_needed && neurons >= one.neurons_needed;
}

/// A component of one width, before the sharpest ones are picked.
struct Entry {
  const Sample* sample;
  const InnovationComponent* what;
  Component component;
};

std::vector<Entry> entries(const Context& context, const std::vector<InnovationComponent>& all) {
  std::vector<Entry> made;
  for (const Sample& sample : context.samples)
    for (const InnovationComponent& one : all)
      if (enough(sample, one)) made.push_back({&sample, &one, innovation(context, sample, one)});
  return made;
}

/// The width that measures a component best decides about `agrees`; the others can only reject.
void pick_decisive(std::vector<Entry>& all) {
  for (Entry& one : all) {
    one.component.decisive = std::isfinite(one.component.standard_error);
    for (const Entry& other : all)
      if (other.what == one.what && other.component.standard_error < one.component.standard_error)
        one.component.decisive = false;
  }
}

/// Within a width it is estimated; networks of different widths share no random number. Where it is
/// not known the critical value is too large without it, never too small [royen2014].
double correlation(const Context& context, const Entry& left, const Entry& right) {
  if (&left == &right) return 1;
  const Moments& moments = left.sample->moments;
  if (left.sample != right.sample || moments.count < policy::correlation_networks) return 0;
  const auto a = static_cast<std::uint32_t>(left.what->slot);
  const auto b = static_cast<std::uint32_t>(right.what->slot);
  const double scale =
      std::sqrt(covariance(context.plan, moments, a, a) * covariance(context.plan, moments, b, b));
  return scale > 0 ? covariance(context.plan, moments, a, b) / scale : 0.0;
}

/// A number that the theory fixes before any weight is drawn: 0 within rounding, else infinite.
Component constant(const Context& context, int slot, double value) {
  const Slot& what = context.derived.layout[slot];
  const auto index = static_cast<std::uint32_t>(slot);
  const double floor = rounding_floor(context.experiment) * std::max(1e-300, std::abs(value));
  const double spread = std::sqrt(covariance(context.plan, context.all, index, index));
  const double deviation = context.all.mean[slot] - value;
  const bool wrong = std::abs(deviation) > floor || spread > floor;
  return {wrong ? infinite : 0.0, 0, infinite, false,
          RecordLayout::name(what) + " of layer " + std::to_string(what.layer)};
}

/// What holds no randomness, and layer 1 of what the observable is made of: sigma_w^2 x_a.x_b / N +
/// sigma_b^2, and sigma_w^2 for the squared tangent.
void add_constants(const Context& context, const std::string& observable, Assessment& test) {
  for (const KnownSlot& one : context.derived.constants)
    if (one.observable == observable)
      test.components.push_back(constant(context, one.slot, one.value));
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
    const RecordLayout& record = context.derived.record;
    const auto a = static_cast<std::size_t>(record.component(record[slot]).a);
    const auto b = static_cast<std::size_t>(record.component(record[slot]).b);
    test.components.push_back(
        constant(context, slot, network.weight_variance * gram[a][b] + network.bias_variance));
  }
}

}  // namespace

Assessment one_step_test(const Context& context, const std::string& observable) {
  Assessment test;
  test.exact = true;
  test.networks = context.samples.back().moments.count;
  test.margin = rounding_floor(context.experiment);
  test.tolerance = context.experiment.compare.tolerance;
  const auto all = innovation_components(context.derived, observable);
  std::vector<Entry> made = entries(context, all);
  pick_decisive(made);
  for (const Entry& one : made)
    test.components.push_back(one.component);
  add_constants(context, observable, test);
  test.correlation = Matrix(made.size());
  for (std::size_t i = 0; i < made.size(); ++i)
    for (std::size_t j = 0; j < made.size(); ++j)
      test.correlation(i, j) = correlation(context, made[i], made[j]);
  return test;
}

}  // namespace widefield
