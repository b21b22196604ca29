#include "host/config/read_toml.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>

// toml++ 3.3 checks its own state with assertions, and malformed text such as "[[[" does break
// them. They are exceptions here, in every build type, so that such text is an error like any
// other.
#undef NDEBUG
namespace {
constexpr void hold(bool holds, const char* what) {
  if (!holds) throw std::logic_error(what);
}
}  // namespace
#define TOML_ASSERT(condition) hold(static_cast<bool>(condition), #condition)
#define TOML_EXCEPTIONS 1
#define TOML_ENABLE_FORMATTERS 0
#include <fmt/format.h>
#include <toml++/toml.h>

#include "host/config/toml_guard.hpp"
#include "widefield/error.hpp"

namespace widefield {
namespace {

struct Place {
  std::string name;

  std::string at(const toml::node& node) const {
    return name == command_line ? name : fmt::format("{}:{}", name, node.source().begin.line);
  }
  static constexpr const char* command_line = "command line";
};

Value convert(const toml::node& node, const Place& place, const std::string& key) {
  if (auto x = node.as_boolean()) return {x->get()};
  if (auto x = node.as_integer()) return {x->get()};
  if (auto x = node.as_floating_point()) return {x->get()};
  if (auto x = node.as_string()) return {x->get()};
  if (auto list = node.as_array()) {
    Value::List values;
    for (const toml::node& element : *list)
      values.push_back(convert(element, place, key));
    return {std::move(values)};
  }
  throw InputError(place.at(node), key, "a date or a table", "no key takes one",
                   "write a number, a text or a list");
}

void flatten(const toml::table& table, const Place& place, const std::string& prefix,
             std::vector<Setting>& settings) {
  for (const auto& [key, node] : table) {
    const std::string full = prefix + std::string(key.str());
    if (const toml::table* inner = node.as_table())
      flatten(*inner, place, full + ".", settings);
    else
      settings.push_back({full, convert(node, place, full), place.at(node)});
  }
}

// "Error while parsing array: encountered end-of-file" without its beginning.
std::string shortened(std::string_view description) {
  const std::string_view beginning = "Error while parsing ";
  if (description.starts_with(beginning)) description.remove_prefix(beginning.size());
  return std::string(description);
}

toml::table parse(std::string_view text, const std::string& name) {
  guard_toml(text, name);
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    const std::string where =
        name == Place::command_line ? name : fmt::format("{}:{}", name, error.source().begin.line);
    throw InputError(where, "", shortened(error.description()), "this is not valid TOML",
                     "see https://toml.io");
  } catch (const std::logic_error& error) {
    throw InputError(name, "", "text that is not TOML", error.what(), "see https://toml.io");
  }
}

// tanh, 10m, 2/5, poole2016: what a user types without quotes. Digits, signs and brackets start
// values of TOML, but "10m" is none of them.
bool bare_word(std::string_view text) {
  const auto plain = [](unsigned char c) {
    return std::isalnum(c) || c == '_' || c == '-' || c == '/' || c == '.' || c >= 0x80;
  };
  return !text.empty() && std::all_of(text.begin(), text.end(), plain) && text != "true" &&
         text != "false" && text != "nan" && text != "inf" && text != "-inf" && text != "-nan";
}

bool numeric(std::string_view text) {
  return text.find_first_not_of("+-0123456789.eE_") == std::string_view::npos &&
         text.find_first_of("0123456789") != std::string_view::npos;
}

}  // namespace

std::vector<Setting> read_toml(std::string_view text, const std::string& name) {
  const toml::table table = parse(text, name);
  std::vector<Setting> settings;
  flatten(table, Place{name}, "", settings);
  const auto line = [](const Setting& setting) {
    return std::stoi(setting.where.substr(setting.where.rfind(':') + 1));
  };
  std::stable_sort(settings.begin(), settings.end(),
                   [&](const Setting& a, const Setting& b) { return line(a) < line(b); });
  return settings;
}

Value read_value(std::string_view text, const std::string& where, const std::string& key) {
  if (text.empty()) throw InputError(where, key, "no value", "", "write key=value");
  if (bare_word(text) && !numeric(text)) return {std::string(text)};
  try {
    const toml::table table = parse(fmt::format("value = {}", text), Place::command_line);
    if (table.size() == 1) return convert(*table.get("value"), Place{where}, key);
  } catch (const InputError& error) {
    throw InputError(where, key, fmt::format("'{}': {}", text, error.problem), error.reason,
                     "write a number, a word, a text in quotes or a list in brackets");
  }
  throw InputError(where, key, fmt::format("'{}' is more than one value", text), "",
                   "write one key=value per argument");
}

}  // namespace widefield
