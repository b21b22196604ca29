#include "host/config/names.hpp"

#include <algorithm>

#include "host/architecture/architecture.hpp"
#include "widefield/activation/catalog.hpp"
#include "widefield/architecture.hpp"
#include "widefield/observable.hpp"
#include "widefield/simulate.hpp"

namespace widefield {

namespace {

template <class Infos, class Row>
std::vector<NameInfo> rows(const Infos& infos, Row row) {
  std::vector<NameInfo> names;
  for (const auto& info : infos)
    names.push_back(row(info));
  return names;
}

// Those that have no cell can only be predicted.
bool is_simulated(std::string_view name) {
  const auto cells = simulated_architectures();
  return std::find(cells.begin(), cells.end(), name) != cells.end();
}

NameInfo named(const Architecture& row) {
  const char* limit = is_simulated(row.name) ? "" : " (theory only: it cannot be simulated)";
  return {std::string(row.name), std::string(row.meaning) + limit, std::string(row.citation)};
}

}  // namespace

const std::vector<NameInfo>& architecture_names() {
  static const std::vector<NameInfo> names =
      rows(architecture_rows(), [](const Architecture* row) { return named(*row); });
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

// The planner, then what it chooses from.
const std::vector<NameInfo>& engine_names() {
  static const std::vector<NameInfo> names = [] {
    std::vector<NameInfo> all = {{"auto", "the planner chooses, from the experiment alone", ""}};
    for (const EngineInfo& engine : engines())
      all.push_back({engine.name, engine.meaning, engine.citation});
    return all;
  }();
  return names;
}

std::vector<std::string> names_of(const std::vector<NameInfo>& infos) {
  std::vector<std::string> names;
  for (const NameInfo& info : infos)
    names.push_back(info.name);
  return names;
}

}  // namespace widefield
