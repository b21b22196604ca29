#include <fmt/format.h>
#include <fmt/ranges.h>

#include "host/config/fields.hpp"
#include "widefield/architecture.hpp"
#include "widefield/config.hpp"

namespace widefield {
namespace {

// The values of the swept keys at one point: a value, or a list of them where several keys move.
Value point_value(const Experiment& experiment) {
  Value::List values;
  for (const auto& [key, ignored] : experiment.coordinates)
    values.push_back(field(key, "").get(experiment));
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

// Batches and a circle say themselves how many inputs there are, at every point of a sweep.
bool follows_from_others(const Field& field, const Experiment& experiment) {
  return field.key == "inputs.count" &&
         (takes_batches(experiment.network.architecture) || experiment.inputs.manifold == "circle");
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
  std::string text, section;
  for (const Field& field : fields()) {
    if (field.section() != section) {
      section = field.section();
      if (section.back() == '.')
        text += fmt::format("\n[{}]\n", section.substr(0, section.size() - 1));
    }
    if (follows_from_others(field, experiments.at(0))) continue;
    text += fmt::format("{} = {}\n", field.name(), to_toml(field.get(experiments.at(0))));
  }
  return text + sweep_section(experiments);
}

std::vector<FieldInfo> field_infos() {
  std::vector<FieldInfo> infos;
  for (const Field& field : fields())
    infos.push_back({field.key, field.type, field.range, to_toml(field.fallback()), field.help});
  return infos;
}

std::vector<std::pair<std::string, std::string>> field_values(const Experiment& experiment) {
  std::vector<std::pair<std::string, std::string>> values;
  for (const Field& field : fields())
    values.emplace_back(field.key, to_toml(field.get(experiment)));
  return values;
}

}  // namespace widefield
