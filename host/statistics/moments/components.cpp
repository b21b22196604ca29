#include "host/statistics/moments/components.hpp"

#include <algorithm>
#include <set>

#include "host/statistics/methods/policy.hpp"
#include "widefield/comparison.hpp"

namespace widefield {
namespace {

void add_layers(const InnovationGroup& group, int groups, std::vector<InnovationComponent>& all) {
  constexpr int sums = 4;  // components beside the layers
  const int room = std::max(1, policy::verdict_components / groups - sums);
  std::vector<int> every;
  for (const Innovation& one : group.innovations)
    every.push_back(one.layer);
  auto layers = verdict_layers(every, 1);
  layers.resize(std::min(layers.size(), static_cast<std::size_t>(room)));
  for (const Innovation& one : group.innovations)
    if (std::find(layers.begin(), layers.end(), one.layer) != layers.end())
      all.push_back(
          {one.out, -1, InnovationLaw::normal, 1, policy::skew_test_samples,
           std::string(row_of(group.primitive).name) + " of layer " + std::to_string(one.layer)});
}

using Groups = std::vector<std::vector<std::uint32_t>>;

void add_estimand_groups(const std::vector<Estimand>& all, Groups& groups) {
  std::set<std::string> observables;
  for (const Estimand& estimand : all) {
    groups.emplace_back(estimand.slots.begin(), estimand.slots.end());
    observables.insert(estimand.observable);
  }
  for (const std::string& observable : observables) {
    std::vector<std::uint32_t> slots;
    for (const std::size_t index : verdict_estimands(all, observable))
      slots.insert(slots.end(), all[index].slots.begin(), all[index].slots.end());
    groups.push_back(slots);
  }
}

void add_innovation_groups(const DerivedPlan& plan, Groups& groups) {
  std::set<std::string> observables;
  for (const InnovationGroup& group : plan.groups)
    observables.insert(group.observable);
  for (const std::string& observable : observables) {
    std::vector<std::uint32_t> slots;
    for (const auto& component : innovation_components(plan, observable))
      slots.push_back(static_cast<std::uint32_t>(component.slot));
    groups.push_back(slots);
  }
}

}  // namespace

std::vector<std::size_t> verdict_estimands(const std::vector<Estimand>& estimands,
                                           const std::string& observable) {
  std::vector<std::string> names;
  std::set<std::string> seen;
  std::set<int> all_layers;
  for (const Estimand& estimand : estimands) {
    if (estimand.observable != observable) continue;
    if (seen.insert(estimand.component).second) names.push_back(estimand.component);
    all_layers.insert(estimand.layer);
  }
  // The points of a spectrum stand at one layer: all of them take part.
  const ObservableRow* of = find_observable(observable);
  const bool spectrum = of != nullptr && of->figure == Figure::spectrum;
  names = verdict_names(names, spectrum ? policy::verdict_components : policy::named_components);
  const auto layers =
      verdict_layers({all_layers.begin(), all_layers.end()}, static_cast<int>(names.size()));
  std::vector<std::size_t> picked;
  for (std::size_t k = 0; k < estimands.size(); ++k)
    if (estimands[k].observable == observable &&
        std::find(names.begin(), names.end(), estimands[k].component) != names.end() &&
        std::find(layers.begin(), layers.end(), estimands[k].layer) != layers.end())
      picked.push_back(k);
  return picked;
}

std::vector<InnovationComponent> innovation_components(const DerivedPlan& plan,
                                                       const std::string& observable) {
  const auto count = std::count_if(plan.groups.begin(), plan.groups.end(), [&](const auto& group) {
    return group.observable == observable;
  });
  std::vector<InnovationComponent> all;
  for (const InnovationGroup& group : plan.groups) {
    if (group.observable != observable) continue;
    const std::string& name = group.name;
    const int layers = static_cast<int>(group.innovations.size());
    const bool heavy = row_of(group.primitive).tail.exponent > 1;
    const double skewed = heavy ? policy::skew_test_samples : 0;
    all.push_back({group.pooled, group.sensitivity, InnovationLaw::normal, layers, skewed,
                   "mean step of " + name});
    all.push_back({group.pooled_square, -1, InnovationLaw::square, layers, skewed,
                   "sum over layers of " + name, group.pooled,
                   policy::square_test_neurons * (skewed > 0 ? 10 : 1)});
    all.push_back({group.neighbour, -1, InnovationLaw::centred, layers, skewed,
                   "networks side by side, " + name});
    if (group.square >= 0)
      all.push_back({group.square, -1, InnovationLaw::squares, layers,
                     policy::variance_test_samples, "variance of steps of " + name});
    add_layers(group, static_cast<int>(count), all);
  }
  return all;
}

std::vector<std::pair<int, int>> logarithm_slots(const DerivedPlan& plan, Primitive primitive,
                                                 int component) {
  std::vector<std::pair<int, int>> picked;
  for (const int layer : verdict_layers(plan.record.layers(primitive), 1)) {
    const int slot = plan.record.find(primitive, layer, component);
    if (slot >= 0 && plan.logarithm_of[slot] >= 0)
      picked.emplace_back(layer, plan.logarithm_of[slot]);
  }
  return picked;
}

RecordLayout statistics_layout(const Experiment& experiment) {
  return plan_derived(experiment).layout;
}

MomentPlan moment_plan(const Experiment& experiment) {
  const DerivedPlan plan = plan_derived(experiment);
  Groups groups;
  add_estimand_groups(estimands(experiment), groups);
  add_innovation_groups(plan, groups);
  return plan_moments(static_cast<std::uint32_t>(plan.layout.size()), groups);
}

}  // namespace widefield
