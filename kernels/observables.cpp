#include <algorithm>
#include <cassert>
#include <cmath>

#include "kernels/catalog.hpp"
#include "kernels/cell_info.hpp"
#include "kernels/measure.hpp"
#include "kernels/observable/estimand_maker.hpp"
#include "widefield/error.hpp"
#include "widefield/jacobian.hpp"

namespace widefield {
namespace {

/// What the catalog says about the architecture of an experiment.
struct Traits {
  bool carried = false, mixes = false;
  int stages = 1;
};

Traits traits_of(const Experiment& experiment) {
  for (const CellInfo& cell : cells())
    if (cell.name == experiment.network.architecture)
      return {cell.law.numbers.carried, cell.law.numbers.mixes, cell.law.numbers.stages};
  return {};
}

using Names = std::vector<ComponentName>;

Names texts(const std::vector<std::string>& all) {
  Names names;
  for (const std::string& text : all)
    names.push_back({text});
  return names;
}

Names every_input(int inputs) {
  Names names;
  for (int a = 0; a < inputs; ++a)
    names.push_back({std::to_string(a), a, a});
  return names;
}

/// Pairs of inputs in the order of RecordMap::pair, or of RecordMap::difference.
Names pairs_of(int inputs, bool different, bool all) {
  Names names;
  for (int a = 0; a < inputs; ++a)
    for (int b = a + different; b < (all ? inputs : a + 1); ++b)
      names.push_back({std::to_string(a) + "," + std::to_string(b), a, b});
  return names;
}

Names exponents(int count) {
  Names names;
  for (int i = 1; i <= count; ++i)
    names.push_back({std::to_string(i)});
  return names;
}

/// [lag][input]
Names lagged_inputs(const std::vector<double>& lags, int inputs) {
  Names names;
  for (const double lag : lags)
    for (int a = 0; a < inputs; ++a)
      names.push_back({std::to_string(a) + "+" + std::to_string(int(lag)), a, a});
  return names;
}

Names batch_part_names(int batches) {
  Names names = {{"diagonal"}, {"off_diagonal"}};
  if (batches > 1) names.push_back({"cross_batch"});
  return names;
}

/// The components of a primitive of this experiment, in the order of its record.
Names component_names(Components components, const Experiment& experiment, const Measured& what,
                      int inputs) {
  switch (components) {
    case Components::nameless:
      return {{""}};
    case Components::inputs:
      return every_input(inputs);
    case Components::input_pairs:
      return pairs_of(inputs, false, what.pairs);
    case Components::different_inputs:
      return pairs_of(inputs, true, true);
    case Components::batch_parts:
      return batch_part_names(experiment.inputs.batches);
    case Components::living_state:  // gradients come down to the inputs only along states
      return traits_of(experiment).carried ? Names{{""}} : Names{};
    case Components::exponents:
      return exponents(experiment.measure.exponents);
    case Components::spectrum:
      return texts(spectrum_components(experiment.measure));
    case Components::lagged_inputs:
      return lagged_inputs(experiment.measure.lags, inputs);
  }
  return {};
}

std::string known_observables(std::span<const ObservableRow> table) {
  std::string names;
  for (const ObservableRow& row : table)
    names += " " + std::string(row.name);
  return names;
}

int tangents_of(const ObservableRow& row, const Measure& measure) {
  if (row.tangents == Tangents::frame) return measure.exponents;
  return row.tangents == Tangents::one ? 1 : 0;
}

Measured measured_by(const std::vector<const ObservableRow*>& rows, const Measure& measure) {
  Measured all;
  for (const ObservableRow* row : rows) {
    all.primitives |= row->primitives;
    all.pairs |= row->pairs;
    all.tangents = std::max(all.tangents, tangents_of(*row, measure));
  }
  return all;
}

Window window_of(const Measure& measure) {
  Window window{measure.transient, measure.every};
  window.lags = std::min(int(measure.lags.size()), most_lags);
  for (int i = 0; i < window.lags; ++i)
    window.lag[i] = int(measure.lags[i]);
  return window;
}

RecordMap record_map_of(const Experiment& experiment, const Measured& what) {
  RecordMap map;
  map.inputs = input_count(experiment.inputs);
  map.depth = experiment.network.depth;
  map.window = window_of(experiment.measure);
  map.pairs = what.pairs;
  for (int p = 0; p < primitive_count; ++p) {
    map.leave_out(Primitive(p));
    if (!what.has(Primitive(p))) continue;
    const auto names = component_names(primitives[p].components, experiment, what, map.inputs);
    map.add(Primitive(p), int(names.size()), primitives[p].scope != Scope::layer);
  }
  return map;
}

/// Whether a trajectory can be compared with itself at these lags.
Unmeasurable why_no_lags(const std::vector<double>& lags, int steps) {
  const std::string remedy = "set measure.lags, as in [0, 1, 2]";
  if (lags.empty()) return {"it compares steps some lags apart, and there are no lags", remedy};
  if (std::ssize(lags) > most_lags)
    return {"at most " + std::to_string(most_lags) + " lags can be kept", "write fewer"};
  for (const double lag : lags)
    if (lag != std::floor(lag)) return {"a lag is not a whole number of steps", remedy};
  if (std::adjacent_find(lags.begin(), lags.end(), std::greater_equal<>()) != lags.end())
    return {"its lags do not ascend", remedy};
  if (lags.front() < 0 || lags.back() >= steps)
    return {"of " + std::to_string(steps) + " steps behind the transient no two are " +
                std::to_string(std::int64_t(lags.back())) + " apart",
            "write shorter lags, or raise network.depth"};
  return {};
}

/// What the record leaves out that an observable needs.
Unmeasurable why_not_recorded(const Experiment& experiment, NeedSet needs, bool to_inputs) {
  const Window window = window_of(experiment.measure);
  if (needs & lagged_steps)
    return why_no_lags(experiment.measure.lags, window.pairs(experiment.network.depth, 0));
  if (needs & neighbouring_layers && window.every > 1)
    return {"it compares neighbouring layers, and only every " + std::to_string(window.every) +
                "th is recorded",
            "set measure.every = 1"};
  if (needs & lowest_layer && !to_inputs && !window.measures(1))
    return {"it compares with the gradient of layer 1, which is not recorded",
            "set measure.transient = 0 and measure.every = 1"};
  return {};
}

}  // namespace

Derived derive(const Experiment& experiment) {
  Derived all;
  all.measured = measured_by(measured_observables(experiment), experiment.measure);
  all.copies = {input_count(experiment.inputs), all.measured.tangents, all.measured.moves()};
  all.batch = traits_of(experiment).mixes ? experiment.network.batch_norm.batch : 0;
  all.gram = copy_gram(experiment.inputs, all.copies);
  all.record = record_map_of(experiment, all.measured);
  return all;
}

RecordLayout record_layout(const Experiment& experiment, std::span<const ObservableRow> table) {
  const Measured what = measured_by(measured_observables(experiment, table), experiment.measure);
  std::array<Names, primitive_count> names;
  for (int p = 0; p < primitive_count; ++p)
    if (what.has(Primitive(p)))
      names[p] = component_names(primitives[p].components, experiment, what,
                                 input_count(experiment.inputs));
  RecordLayout layout(experiment.network.depth, experiment.measure.transient,
                      experiment.measure.every);
  layout.fill(std::move(names));
  assert(layout.size() == record_map_of(experiment, what).slots());
  return layout;
}

Unmeasurable why_not_measured(const Experiment& experiment, const std::string& observable,
                              std::span<const ObservableRow> table) {
  const ObservableRow* row = find_observable(observable, table);
  const NeedSet needs = row == nullptr ? 0 : row->needs;
  const Traits of = traits_of(experiment);
  if (needs & no_batch && of.mixes)
    return {"it would have a row for every input of the batch",
            "measure gram_diagonal and gram_off_diagonal, their means"};
  if (needs & plain_layers && (of.carried || of.mixes || of.stages > 1))
    return {"it belongs to layers x' = phi(h)", "choose architecture = \"mlp\""};
  if (needs & living_state && !of.carried)
    return {"it needs a state that lives on from layer to layer",
            "choose architecture = \"residual\""};
  if (needs & branch_matrix && of.stages < 2)
    return {"it needs a second matrix in the block", "choose architecture = \"residual\""};
  if (needs & a_batch && !of.mixes)
    return {"it needs a batch", "choose architecture = \"batch_norm\""};
  if (needs & two_batches && experiment.inputs.batches < 2)
    return {"it needs two batches", "set inputs.batches = 2"};
  if (needs & two_inputs && input_count(experiment.inputs) < 2)
    return {"it compares two inputs", "set inputs.count = 2"};
  return why_not_recorded(experiment, needs, of.carried);
}

std::vector<Estimand> estimands(const Experiment& experiment,
                                std::span<const ObservableRow> table) {
  const auto measured = measured_observables(experiment, table);
  const RecordMap map = record_map_of(experiment, measured_by(measured, experiment.measure));
  std::vector<Estimand> all;
  for (const ObservableRow* row : measured) {
    EstimandMaker maker(*row, map, experiment.measure, all);
    row->estimands(maker);
  }
  return all;
}

const ObservableRow* find_observable(std::string_view name, std::span<const ObservableRow> table) {
  const auto found = std::find_if(table.begin(), table.end(),
                                  [&](const ObservableRow& row) { return row.name == name; });
  return found == table.end() ? nullptr : &*found;
}

const ObservableRow& observable_row(std::string_view name, std::span<const ObservableRow> table) {
  const ObservableRow* found = find_observable(name, table);
  assert(found != nullptr);
  return *found;
}

std::vector<const ObservableRow*> measured_observables(const Experiment& experiment,
                                                       std::span<const ObservableRow> table) {
  const auto& wanted = experiment.measure.observables;
  for (const std::string& name : wanted)
    if (find_observable(name, table) == nullptr)
      throw InputError("", "measure.observables", "there is no observable '" + name + "'", "",
                       "known:" + known_observables(table));
  std::vector<const ObservableRow*> rows;
  for (const ObservableRow& row : table)
    if (std::find(wanted.begin(), wanted.end(), row.name) != wanted.end()) rows.push_back(&row);
  return rows;
}

bool measures(const Experiment& experiment, Primitive primitive) {
  const auto rows = measured_observables(experiment);
  return std::any_of(rows.begin(), rows.end(),
                     [&](const ObservableRow* row) { return row->measures(primitive); });
}

double coordinate(const Estimand& estimand, std::int64_t width) {
  if (!estimand.ranked) return estimand.place;
  return width == 0 ? 0.0 : (estimand.place - 0.5) / static_cast<double>(width);
}

}  // namespace widefield
