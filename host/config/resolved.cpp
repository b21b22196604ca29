#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "host/architecture/architecture.hpp"
#include "host/config/keys.hpp"
#include "widefield/config.hpp"

namespace widefield {
namespace {

// The values of the swept keys at one point: a value, or a list of them where several keys move.
Value point_value(const Experiment& experiment) {
  Value::List values;
  for (const auto& [key, ignored] : experiment.coordinates)
    values.push_back(find_key(key, "", experiment.network.architecture).get(experiment));
  return values.size() == 1 ? values[0] : Value{values};
}

std::string sweep_section(const std::vector<Experiment>& experiments) {
  if (experiments[0].coordinates.empty()) return "";
  std::vector<std::string> keys;
  for (const auto& [key, ignored] : experiments[0].coordinates)
    keys.push_back(key);
  Value::List points;
  for (const Experiment& experiment : experiments)
    points.push_back(point_value(experiment));
  return fmt::format("\n[sweep]\n{} = {}\n", quoted(fmt::format("{}", fmt::join(keys, ", "))),
                     to_toml({points}));
}

// A circle says itself how many inputs there are, and so may an architecture, at every point of a
// sweep.
bool follows_from_others(const Key& key, const Experiment& experiment) {
  const Architecture* row = find_architecture(experiment.network.architecture);
  if (row != nullptr &&
      std::find(row->follows.begin(), row->follows.end(), key.name) != row->follows.end())
    return true;
  return key.name == "inputs.count" && experiment.inputs.manifold == "circle";
}

// A default, at every point, of a name by which not all points mean the same: where a sweep changes
// the architecture, the number of one is not that of another.
bool differs_in_meaning(const Key& key, const std::vector<Experiment>& experiments) {
  bool differs = false, default_everywhere = true;
  for (const Experiment& experiment : experiments) {
    const Key& here = find_key(key.name, "", experiment.network.architecture);
    differs |= &here != &key;
    default_everywhere &= here.get(experiment) == here.fallback();
  }
  return differs && default_everywhere;
}

}  // namespace

std::string label(const Experiment& experiment) {
  if (experiment.coordinates.empty()) return experiment.name;
  std::string point;
  for (const auto& [key, value] : experiment.coordinates) {
    const std::string name = key.substr(key.rfind('.') + 1);
    point += fmt::format("{}{} = {}", point.empty() ? "" : ", ", name, value);
  }
  return fmt::format("{} ({})", experiment.name, point);
}

std::string resolved_toml(const std::vector<Experiment>& experiments) {
  const Experiment& first = experiments.at(0);
  std::string text, section;
  for (const Key* key : keys_of(first.network.architecture)) {
    if (key->section() != section) {
      section = key->section();
      if (section.back() == '.')
        text += fmt::format("\n[{}]\n", section.substr(0, section.size() - 1));
    }
    if (follows_from_others(*key, first) || differs_in_meaning(*key, experiments)) continue;
    text += fmt::format("{} = {}\n", key->short_name(), to_toml(key->get(first)));
  }
  return text + sweep_section(experiments);
}

std::vector<KeyInfo> key_infos() {
  std::vector<KeyInfo> infos;
  for (const Key& key : keys())
    infos.push_back({key.name, key.type, key.range, to_toml(key.fallback()), key.help});
  return infos;
}

std::vector<std::pair<std::string, std::string>> key_values(const Experiment& experiment) {
  std::vector<std::pair<std::string, std::string>> values;
  for (const Key* key : keys_of(experiment.network.architecture))
    values.emplace_back(key->name, to_toml(key->get(experiment)));
  return values;
}

}  // namespace widefield
