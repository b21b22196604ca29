#include "host/config/document.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "host/config/everyday.hpp"
#include "host/config/keys.hpp"
#include "host/config/read_toml.hpp"
#include "host/key/suggest.hpp"
#include "widefield/error.hpp"

namespace widefield {
namespace {

const std::vector<std::string> scale_names = {"smoke", "desk", "gpu"};
const std::string sweep_prefix = "sweep.", scale_prefix = "scale.";

std::string trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

// "a, b" -> the full keys of a and b.
std::vector<std::string> axis_keys(const std::string& text, const std::string& where) {
  std::vector<std::string> keys;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t comma = std::min(text.find(',', from), text.size());
    keys.push_back(full_name(trimmed(text.substr(from, comma - from)), where));
    from = comma + 1;
  }
  return keys;
}

std::vector<Value> axis_point(const Setting& setting, const Value& value, std::size_t keys) {
  if (keys == 1) return {value};
  const auto* list = std::get_if<Value::List>(&value.data);
  if (list && list->size() == keys) return *list;
  throw InputError(setting.where, setting.key, fmt::format("{} is not a point", to_toml(value)),
                   fmt::format("{} keys move together", keys),
                   "write one list of values per point, one value per key");
}

Axis axis(const Setting& setting) {
  const auto* values = std::get_if<Value::List>(&setting.value.data);
  if (!values || values->empty())
    throw InputError(setting.where, setting.key,
                     fmt::format("{} is not a sweep", to_toml(setting.value)), "",
                     "write a list with the values of the key");
  Axis axis{axis_keys(setting.key.substr(sweep_prefix.size()), setting.where), {}, setting.where};
  for (const Value& value : *values)
    axis.points.push_back(axis_point(setting, value, axis.keys.size()));
  return axis;
}

// "smoke.depth" -> "smoke" and the rest of the key.
std::pair<std::string, Setting> scale_setting(const Setting& setting) {
  const std::string rest = setting.key.substr(scale_prefix.size());
  const std::string name = rest.substr(0, rest.find('.'));
  if (std::find(scale_names.begin(), scale_names.end(), name) == scale_names.end())
    throw InputError(setting.where, setting.key, fmt::format("unknown scale '{}'", name), "",
                     did_you_mean(name, scale_names));
  if (name.size() == rest.size())
    throw InputError(setting.where, setting.key, "a scale is a section", "",
                     fmt::format("write [scale.{}] and keys below it", name));
  return {name, {rest.substr(name.size() + 1), setting.value, setting.where}};
}

bool overlap(const Axis& axis, const std::vector<std::string>& keys) {
  return std::find_first_of(axis.keys.begin(), axis.keys.end(), keys.begin(), keys.end()) !=
         axis.keys.end();
}

}  // namespace

void Document::override_with(const Setting& setting) {
  const bool sweeps = setting.key.starts_with(sweep_prefix);
  std::vector<Axis> added;
  if (sweeps) added.push_back(axis(setting));
  const std::vector<std::string> keys =
      sweeps ? added[0].keys : std::vector{full_name(setting.key, setting.where)};
  std::erase_if(axes, [&](const Axis& axis) { return overlap(axis, keys); });
  std::erase_if(settings, [&](const Setting& old) { return old.key == keys[0] && !sweeps; });
  if (!sweeps) settings.push_back({keys[0], setting.value, setting.where});
  axes.insert(axes.end(), added.begin(), added.end());
}

Document document(const std::vector<Setting>& settings) {
  Document result;
  for (const Setting& typed : settings) {
    const Setting setting = everyday(typed);
    if (setting.key.starts_with(scale_prefix)) {
      auto [name, inner] = scale_setting(setting);
      result.scales[name].push_back(std::move(inner));
    } else if (setting.key.starts_with(sweep_prefix)) {
      result.axes.push_back(axis(setting));
    } else {
      find_key(setting.key, setting.where, "");  // a file may name keys of any architecture
      result.settings.push_back(setting);
    }
  }
  return result;
}

Setting parse_override(const std::string& argument) {
  const std::string where = "command line";
  const std::size_t equals = argument.find('=');
  if (equals == std::string::npos || equals == 0)
    throw InputError(where, "", fmt::format("'{}' is not key=value", argument), "",
                     "write for example weight_variance=1.7");
  std::string key = trimmed(argument.substr(0, equals));
  Value value = read_value(trimmed(argument.substr(equals + 1)), where, key);
  return everyday({std::move(key), std::move(value), where});
}

}  // namespace widefield
