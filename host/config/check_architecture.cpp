#include "host/config/check_architecture.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "host/architecture/architecture.hpp"
#include "host/config/check_activation.hpp"
#include "host/config/keys.hpp"
#include "widefield/observable.hpp"

namespace widefield {
namespace {

// Null where a test made up a name.
const Architecture* row_of(const Experiment& experiment) {
  return find_architecture(experiment.network.architecture);
}

// Is what the key sets also set by a key that the architecture has?
bool is_otherwise_set(const Key& key, const std::string& architecture) {
  return std::any_of(keys().begin(), keys().end(), [&](const Key& other) {
    return other.place == key.place && key.place != nullptr && has_key(architecture, other);
  });
}

}  // namespace

void complete_architecture(Experiment& experiment, const Origins& origins) {
  const Architecture* row = row_of(experiment);
  if (row == nullptr) return;
  if (!row->observables.empty() && !origins.has("measure.observables"))
    experiment.measure.observables.assign(row->observables.begin(), row->observables.end());
  if (row->complete != nullptr) row->complete(experiment, origins);
}

void check_keys_of_architecture(const Experiment& experiment, const Origins& origins) {
  const std::string& architecture = experiment.network.architecture;
  for (const Key& key : keys()) {
    if (has_key(architecture, key)) continue;
    const Value value = key.get(experiment);
    if (value == key.fallback() || is_otherwise_set(key, architecture)) continue;
    refuse(origins, key.name,
           fmt::format("{} with the architecture {}", to_toml(value), architecture),
           fmt::format("it is a key of {}", fmt::join(owners_of(key.name), ", ")),
           "remove it, or choose that architecture");
  }
}

void check_gradients_exist(const Experiment& experiment, const Origins& origins) {
  const auto& all = experiment.measure.observables;
  for (const std::string& observable : all)
    check_shifted_sign(experiment.network, observable, origins);
  const auto slope = std::find_if(all.begin(), all.end(), [](const std::string& name) {
    return observable_row(name).needs_slopes();
  });
  if (slope == all.end()) return;
  check_slopes(experiment.network, *slope, origins);
  const Architecture* row = row_of(experiment);
  if (row != nullptr && row->check_gradients != nullptr)
    row->check_gradients(experiment, *slope, origins);
}

void check_architecture(const Experiment& experiment, const Origins& origins) {
  const Architecture* row = row_of(experiment);
  if (row != nullptr && row->check != nullptr) row->check(experiment, origins);
}

void check_simulation_of_architecture(const Experiment& experiment, const Origins& origins) {
  const Architecture* row = row_of(experiment);
  if (row != nullptr && row->check_simulation != nullptr)
    row->check_simulation(experiment, origins);
}

}  // namespace widefield
