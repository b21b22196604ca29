#include "host/statistics/moments/derived.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "host/architecture/architecture.hpp"
#include "host/gaussian/gaussian_table.hpp"
#include "host/statistics/methods/policy.hpp"
#include "widefield/observable.hpp"

namespace widefield {
namespace {

int add(RecordLayout& layout, Slot slot) {
  layout.push_back(std::move(slot));
  return static_cast<int>(layout.size()) - 1;
}

std::pair<std::string, std::string> inputs_of(const std::string& component) {
  const std::size_t comma = component.find(',');
  if (comma == std::string::npos) return {component, component};
  return {component.substr(0, comma), component.substr(comma + 1)};
}

bool is_pair(const std::string& component) {
  const auto [a, b] = inputs_of(component);
  return a != b;
}

/// Components of a primitive in the record, in their order; pairs or single inputs of the Gram
/// matrix.
std::vector<std::string> components(const RecordLayout& record, const std::string& primitive,
                                    bool pair) {
  std::vector<std::string> names;
  std::set<std::string> seen;
  for (const Slot& slot : record)
    if (slot.primitive == primitive && is_pair(slot.component) == pair &&
        seen.insert(slot.component).second)
      names.push_back(slot.component);
  return names;
}

int last_layer(const RecordLayout& record, const std::string& primitive) {
  int last = 0;
  for (const Slot& slot : record)
    if (slot.primitive == primitive) last = std::max(last, slot.layer);
  return last;
}

/// The innovation at one layer with the record slots it needs; `out` is filled later.
Innovation innovation(const SlotIndex& find_slot, const ExactPrimitive& exact, int layer,
                      const std::string& component) {
  const auto [a, b] = inputs_of(component);
  const int below = layer - exact.step;
  Innovation one{&exact, layer, find_slot(exact.primitive, layer, component), -1, -1, -1, -1,
                 -1,     -1};
  one.q_a = find_slot("gram", below, a + "," + a);
  if (exact.pair) one.q_b = find_slot("gram", below, b + "," + b);
  if (exact.pair) one.q_ab = find_slot("gram", below, component);
  if (exact.tangents) one.tangent_square = find_slot("tangent_square", below, a);
  if (exact.tangents) one.tangent_cross = find_slot("tangent_cross", below, a);
  return one;
}

bool complete(const Innovation& one) {
  const bool pair = !one.exact->pair || (one.q_b >= 0 && one.q_ab >= 0);
  const bool tangents = !one.exact->tangents || (one.tangent_square >= 0 && one.tangent_cross >= 0);
  return one.target >= 0 && one.q_a >= 0 && pair && tangents;
}

InnovationGroup make_group(const DerivedPlan& plan, const SlotIndex& find_slot,
                           const ExactPrimitive& exact, const std::string& component) {
  InnovationGroup group{exact.observable, exact.primitive, component, {}, -1, -1, -1, -1, -1};
  for (int layer = 1; layer <= last_layer(plan.record, exact.primitive); ++layer) {
    const Innovation one = innovation(find_slot, exact, layer, component);
    if (complete(one)) group.innovations.push_back(one);
  }
  return group;
}

void add_slots(RecordLayout& layout, InnovationGroup& group) {
  const auto slot = [&](const std::string& name, int layer) {
    return add(layout, {name + "." + group.primitive, layer, group.component});
  };
  for (Innovation& one : group.innovations)
    one.out = slot("innovation", one.layer);
  group.pooled = slot("innovation", 0);
  group.sensitivity = slot("sensitivity", 0);
  group.pooled_square = slot("innovation_pooled_square", 0);
  group.neighbour = slot("innovation_neighbour", 0);
  if (group.innovations.front().exact->kurtosis) group.square = slot("innovation_square", 0);
}

bool measured(const Experiment& experiment, const std::string& observable) {
  const auto& names = experiment.measure.observables;
  return std::find(names.begin(), names.end(), observable) != names.end();
}

/// Slots that do not fluctuate are compared as they are: their mean at any variance below.
void add_constants(const Experiment& experiment, const InnovationGroup& group, DerivedPlan& plan) {
  const Marginal any = GaussianTable(experiment.network).direct(1);
  for (const Innovation& one : group.innovations)
    plan.constants.push_back(
        {group.observable, one.target,
         one.exact->conditional_moments(experiment.network, {.a = &any}).mean});
}

void add_groups(const Experiment& experiment, DerivedPlan& plan) {
  if (experiment.network.weights != "gaussian") return;
  const SlotIndex find_slot(plan.record);
  for (const ExactPrimitive& exact : exact_primitives(experiment.network)) {
    if (!measured(experiment, exact.observable) || is_heavy_tailed(experiment.network, exact))
      continue;
    for (const auto& name : verdict_names(components(plan.record, exact.primitive, exact.pair))) {
      InnovationGroup group = make_group(plan, find_slot, exact, name);
      if (group.innovations.empty()) continue;
      if (is_constant(experiment.network, exact)) {
        add_constants(experiment, group, plan);
        continue;
      }
      add_slots(plan.layout, group);
      plan.groups.push_back(std::move(group));
    }
  }
}

/// The mean of a spectrum is a product over layers and nearly lognormal.
void add_logarithm_of_spectrum(DerivedPlan& plan) {
  for (std::size_t k = 0; k < plan.record.size(); ++k) {
    const Slot slot = plan.record[k];
    if (slot.primitive != "jacobian_spectrum" || slot.component != "mean") continue;
    const int out = add(plan.layout, {"log." + slot.primitive, slot.layer, slot.component});
    plan.logarithms.push_back({static_cast<int>(k), out});
  }
}

void add_logarithms(DerivedPlan& plan) {
  for (const std::string primitive :
       {"gram", "tangent_square", "gradient_square", "velocity_square", "acceleration_square"}) {
    const auto names = verdict_names(components(plan.record, primitive, false));
    for (std::size_t k = 0; k < plan.record.size(); ++k) {
      const Slot slot = plan.record[k];
      if (slot.primitive != primitive) continue;
      if (std::find(names.begin(), names.end(), slot.component) == names.end()) continue;
      const int out = add(plan.layout, {"log." + primitive, slot.layer, slot.component});
      plan.logarithms.push_back({static_cast<int>(k), out});
    }
  }
  add_logarithm_of_spectrum(plan);
}

void add_powers(const Experiment& experiment, DerivedPlan& plan) {
  constexpr std::size_t histograms = 4;
  if (!measured(experiment, "length_map")) return;
  auto names = verdict_names(components(plan.record, "gram", false));
  names.resize(std::min(names.size(), histograms));
  for (const auto& name : names) {
    const int layer = last_layer(plan.record, "gram");
    Powers powers{SlotIndex(plan.record)("gram", layer, name), {}};
    for (int k = 0; k < 4; ++k)
      powers.out[k] = add(plan.layout, {"power_" + std::to_string(k + 1) + ".gram", layer, name});
    plan.powers.push_back(powers);
  }
}

}  // namespace

double rounding_floor(const Experiment& experiment) {
  return experiment.run.precision == "float64" ? policy::rounding_floor_float64
                                               : policy::rounding_floor_float32;
}

SlotIndex::SlotIndex(const RecordLayout& layout) {
  for (std::size_t k = 0; k < layout.size(); ++k)
    index_.emplace(std::tuple(layout[k].primitive, layout[k].layer, layout[k].component),
                   static_cast<int>(k));
}

int SlotIndex::operator()(const std::string& primitive, int layer,
                          const std::string& component) const {
  const auto found = index_.find({primitive, layer, component});
  return found == index_.end() ? -1 : found->second;
}

std::vector<int> verdict_layers(int first, int last, int components) {
  const int room = policy::verdict_components / std::max(1, components);
  const int count = std::clamp(room, 1, policy::verdict_layers);
  std::set<int> layers{last};
  for (int k = 0; k + 1 < count && last > first; ++k) {
    const double exponent = static_cast<double>(k) / (count - 1);
    layers.insert(first - 1 + static_cast<int>(std::lround(std::pow(last - first + 1, exponent))));
  }
  return {layers.begin(), layers.end()};
}

std::vector<std::string> verdict_names(const std::vector<std::string>& names, int most) {
  const auto size = static_cast<int>(names.size());
  if (size <= most) return names;
  std::vector<std::string> picked;
  for (int k = 0; k < most; ++k)
    picked.push_back(names[static_cast<std::size_t>(k) * (size - 1) / (most - 1)]);
  return picked;
}

DerivedPlan plan_derived(const Experiment& experiment) {
  DerivedPlan plan;
  plan.record = record_layout(experiment);
  plan.layout = plan.record;
  add_groups(experiment, plan);
  add_logarithms(plan);
  add_powers(experiment, plan);
  return plan;
}

}  // namespace widefield
