#include "host/statistics/moments/derived.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "host/architecture/architecture.hpp"
#include "host/gaussian/gaussian_table.hpp"
#include "host/statistics/methods/policy.hpp"
#include "host/statistics/moments/components.hpp"
#include "host/statistics/moments/tail.hpp"
#include "widefield/observable.hpp"

namespace widefield {
namespace {

/// Components of a primitive in the record that name two inputs, or those that do not.
std::vector<int> components(const RecordLayout& record, Primitive p, bool pair) {
  std::vector<int> all;
  const auto& names = record.components(p);
  for (int k = 0; k < static_cast<int>(names.size()); ++k)
    if ((names[k].a != names[k].b) == pair) all.push_back(k);
  return all;
}

/// The innovation at one layer with the record slots it needs; `out` is filled later.
Innovation innovation(const RecordLayout& record, const ExactPrimitive& exact, int layer,
                      int component) {
  const auto [text, a, b] = record.components(exact.primitive)[component];
  const int below = layer - exact.step;
  const auto gram = [&](int i, int j) {
    return record.find(Primitive::gram, below, record.component_of(Primitive::gram, i, j));
  };
  Innovation one{&exact, layer, record.find(exact.primitive, layer, component), -1, -1, -1, -1,
                 -1,     -1};
  one.q_a = gram(a, a);
  if (exact.pair) one.q_b = gram(b, b);
  if (exact.pair) one.q_ab = gram(a, b);
  if (exact.tangents) one.tangent_square = record.find(Primitive::tangent_square, below, a);
  if (exact.tangents) one.tangent_cross = record.find(Primitive::tangent_cross, below, a);
  return one;
}

bool complete(const Innovation& one) {
  const bool pair = !one.exact->pair || (one.q_b >= 0 && one.q_ab >= 0);
  const bool tangents = !one.exact->tangents || (one.tangent_square >= 0 && one.tangent_cross >= 0);
  return one.target >= 0 && one.q_a >= 0 && pair && tangents;
}

InnovationGroup make_group(const RecordLayout& record, const ExactPrimitive& exact, int component,
                           const std::vector<LayersInRange>& in_range) {
  const std::string name = std::string(row_of(exact.primitive).name) + " " +
                           record.components(exact.primitive)[component].text;
  InnovationGroup group{
      std::string(exact.observable), exact.primitive, component, name, {}, -1, -1, -1, -1, -1};
  const auto [text, a, b] = record.components(exact.primitive)[component];
  int last = exact.tangents ? in_range[a].tangents : in_range[a].lengths;
  if (exact.pair) last = std::min(last, in_range[b].lengths);
  for (const int layer : record.layers(exact.primitive)) {
    const Innovation one = innovation(record, exact, layer, component);
    if (complete(one) && layer <= last) group.innovations.push_back(one);
  }
  return group;
}

void add_slots(RecordLayout& layout, InnovationGroup& group) {
  const auto slot = [&](Derivation derivation, int layer) {
    return layout.add({group.primitive, derivation, layer, group.component});
  };
  for (Innovation& one : group.innovations)
    one.out = slot(Derivation::innovation, one.layer);
  group.pooled = slot(Derivation::innovation, 0);
  group.sensitivity = slot(Derivation::sensitivity, 0);
  group.pooled_square = slot(Derivation::innovation_pooled_square, 0);
  group.neighbour = slot(Derivation::innovation_neighbour, 0);
  if (group.innovations.front().exact->kurtosis)
    group.square = slot(Derivation::innovation_square, 0);
}

bool measured(const Experiment& experiment, std::string_view observable) {
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

/// Of every input; inputs of one length share theirs.
std::vector<LayersInRange> layers_in_range(const Experiment& experiment) {
  const Theory& theory = theory_of(experiment.network);
  std::map<double, LayersInRange> known;
  std::vector<LayersInRange> all;
  const auto gram = input_gram(experiment.inputs);
  for (std::size_t a = 0; a < gram.size(); ++a) {
    const auto [found, fresh] = known.try_emplace(gram[a][a]);
    if (fresh) found->second = theory.in_range(experiment.network, gram[a][a]);
    all.push_back(found->second);
  }
  return all;
}

void add_groups(const Experiment& experiment, DerivedPlan& plan) {
  if (experiment.network.weights != "gaussian") return;
  if (!records_every_layer(experiment.measure)) return;
  if (exact_primitives(experiment.network).empty()) return;
  const std::vector<LayersInRange> in_range = layers_in_range(experiment);
  for (const ExactPrimitive& exact : exact_primitives(experiment.network)) {
    if (!measured(experiment, exact.observable) || is_heavy_tailed(experiment.network, exact))
      continue;
    for (const int k : verdict_names(components(plan.record, exact.primitive, exact.pair))) {
      InnovationGroup group = make_group(plan.record, exact, k, in_range);
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

/// Which components of a primitive have logarithms.
using Logged = std::array<std::set<int>, primitive_count>;

/// What the estimands that take part in verdicts are as heavy-tailed as.
void add_tails_of_rows(const Experiment& experiment, const RecordLayout& record, Logged& logged) {
  const std::vector<Estimand> all = estimands(experiment);
  for (const std::string& observable : experiment.measure.observables)
    for (const std::size_t index : verdict_estimands(all, observable))
      for (const int slot : all[index].slots)
        for (const int tail : tail_slots(record, record[slot]))
          logged[int(record[tail].primitive)].insert(record[tail].component);
}

/// All layers of a component, because exact laws of logarithms look at them.
void add_logarithms(const Experiment& experiment, DerivedPlan& plan) {
  Logged logged;
  for (int p = 0; p < primitive_count; ++p)
    if (is_tail(Primitive(p)))
      for (const int k : verdict_names(single_components(plan.record, Primitive(p))))
        if (k < primitives[p].tail.count) logged[p].insert(k);
  add_tails_of_rows(experiment, plan.record, logged);
  plan.logarithm_of.assign(plan.record.size(), -1);
  for (int p = 0; p < primitive_count; ++p)
    for (const int layer : plan.record.layers(Primitive(p)))
      for (const int k : logged[p]) {
        const int slot = plan.record.find(Primitive(p), layer, k);
        plan.logarithm_of[slot] = plan.layout.add({Primitive(p), Derivation::log, layer, k});
        plan.logarithms.push_back({slot, plan.logarithm_of[slot]});
      }
}

/// Powers of the lengths at the last layer that is recorded, for the shape of their law.
void add_powers(const Experiment& experiment, DerivedPlan& plan) {
  constexpr std::size_t histograms = 4;
  constexpr Derivation powers[] = {Derivation::power_1, Derivation::power_2, Derivation::power_3,
                                   Derivation::power_4};
  const auto measured = measured_observables(experiment);
  if (std::none_of(measured.begin(), measured.end(),
                   [](const auto* row) { return row->histogram; }))
    return;
  auto names = verdict_names(components(plan.record, Primitive::gram, false));
  names.resize(std::min(names.size(), histograms));
  const int layer = plan.record.layers(Primitive::gram).back();
  for (const int name : names) {
    Powers kept{plan.record.find(Primitive::gram, layer, name), {}};
    for (int k = 0; k < 4; ++k)
      kept.out[k] = plan.layout.add({Primitive::gram, powers[k], layer, name});
    plan.powers.push_back(kept);
  }
}

}  // namespace

double rounding_floor(const Experiment& experiment) {
  return experiment.run.precision == "float64" ? policy::rounding_floor_float64
                                               : policy::rounding_floor_float32;
}

std::vector<int> verdict_layers(const std::vector<int>& layers, int components) {
  if (layers.empty()) return {};
  const int room = policy::verdict_components / std::max(1, components);
  const int count = std::clamp(room, 1, policy::verdict_layers);
  const auto size = static_cast<double>(layers.size());
  std::set<int> picked{layers.back()};
  for (int k = 0; k + 1 < count && layers.size() > 1; ++k) {
    const double exponent = static_cast<double>(k) / (count - 1);
    picked.insert(layers[static_cast<std::size_t>(std::lround(std::pow(size, exponent))) - 1]);
  }
  return {picked.begin(), picked.end()};
}

DerivedPlan plan_derived(const Experiment& experiment) {
  DerivedPlan plan;
  plan.record = record_layout(experiment);
  plan.layout = plan.record;
  add_groups(experiment, plan);
  add_logarithms(experiment, plan);
  add_powers(experiment, plan);
  return plan;
}

}  // namespace widefield
