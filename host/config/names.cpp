#include "host/config/names.hpp"

#include <algorithm>

#include "host/architecture/registry.hpp"
#include "widefield/activation/catalog.hpp"
#include "widefield/architecture.hpp"
#include "widefield/observable.hpp"

namespace widefield {

namespace {

template <class Infos, class Row>
std::vector<NameInfo> rows(const Infos& infos, Row row) {
  std::vector<NameInfo> names;
  for (const auto& info : infos)
    names.push_back(row(info));
  return names;
}

// What can be simulated, then what only theory speaks of.
std::vector<NameInfo> all_architectures() {
  std::vector<NameInfo> names = rows(architectures(), [](const auto& info) {
    return NameInfo{info.name, info.meaning, info.citation};
  });
  for (const Theory& theory : theories()) {
    const auto same = [&](const NameInfo& info) { return info.name == theory.architecture; };
    if (std::none_of(names.begin(), names.end(), same))
      names.push_back({std::string(theory.architecture), "theory only: it cannot be simulated",
                       std::string(theory.citation)});
  }
  return names;
}

}  // namespace

const std::vector<NameInfo>& architecture_names() {
  static const std::vector<NameInfo> names = all_architectures();
  return names;
}

const std::vector<NameInfo>& activation_names() {
  static const std::vector<NameInfo> names = rows(activations(), [](const auto& info) {
    return NameInfo{info.name, info.formula, info.citation};
  });
  return names;
}

const std::vector<NameInfo>& observable_names() {
  static const std::vector<NameInfo> names = rows(observables(), [](const auto& info) {
    return NameInfo{std::string(info.name),
                    std::string(info.symbol) + ": " + std::string(info.meaning),
                    std::string(info.citation)};
  });
  return names;
}

const std::vector<NameInfo>& engine_names() {
  static const std::vector<NameInfo> names = {
      {"auto", "the planner chooses, from the experiment alone", ""},
      {"closed",
       "exact laws whose cost does not depend on the width: deep linear, ReLU with one input",
       "hanin2020"},
      {"gram", "the Gram matrix of the inputs as a Markov chain; any width in constant memory",
       "li2022"},
      {"state", "every neuron is kept, weights never exist; back-propagation", "lu2021"},
      {"lazy", "matrices revealed along the directions they meet; tied weights", "lu2021"},
      {"dense", "the weights themselves, drawn at their address", ""}};
  return names;
}

std::vector<std::string> names_of(const std::vector<NameInfo>& infos) {
  std::vector<std::string> names;
  for (const NameInfo& info : infos)
    names.push_back(info.name);
  return names;
}

}  // namespace widefield
