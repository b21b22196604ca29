#include "host/store/json_reader.hpp"

#include <limits>

#include "widefield/error.hpp"

namespace widefield {
namespace {

constexpr int deepest = 32;  // results.json needs 8
constexpr std::size_t longest_quote = 40;

constexpr const char* rewrite = "write it again with `widefield run --resume`";

std::string shortened(const nlohmann::ordered_json& node) {
  const auto replace = nlohmann::ordered_json::error_handler_t::replace;
  if (node.is_object()) return "an object";
  if (node.is_array()) return "a list";
  std::string text = node.dump(-1, ' ', false, replace);
  if (text.size() > longest_quote) text = text.substr(0, longest_quote) + "...";
  return text;
}

}  // namespace

JsonPlace JsonPlace::member(const char* key) const {
  if (const std::optional<JsonPlace> found = find(key)) return *found;
  throw InputError(where_, path(), std::string("has no \"") + key + "\"", "the schema wants it",
                   rewrite);
}

std::optional<JsonPlace> JsonPlace::find(const char* key) const {
  if (!node_.is_object()) refuse("an object");
  const auto found = node_.find(key);
  if (found == node_.end()) return std::nullopt;
  return JsonPlace(*found, *this, key, 0);
}

void JsonPlace::each_element(const std::function<void(const JsonPlace&)>& visit) const {
  if (!node_.is_array()) refuse("a list");
  for (std::size_t i = 0; i < node_.size(); ++i)
    visit(JsonPlace(node_[i], *this, "", i));
}

void JsonPlace::each_member(
    const std::function<void(const std::string&, const JsonPlace&)>& visit) const {
  if (!node_.is_object()) refuse("an object");
  for (const auto& [key, node] : node_.items())
    visit(key, JsonPlace(node, *this, key, 0));
}

void JsonPlace::read(bool& value) const {
  if (!node_.is_boolean()) refuse("true or false");
  value = node_.get<bool>();
}

void JsonPlace::read(int& value) const {
  std::int64_t wide = 0;
  read(wide);
  using Limits = std::numeric_limits<int>;
  if (wide < Limits::min() || wide > Limits::max()) refuse("a whole number of 32 bits");
  value = static_cast<int>(wide);
}

void JsonPlace::read(std::int64_t& value) const {
  constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (!node_.is_number_integer()) refuse("a whole number");
  if (node_.is_number_unsigned() && node_.get<std::uint64_t>() > most)
    refuse("a whole number of 63 bits");
  value = node_.get<std::int64_t>();
}

void JsonPlace::read(std::uint64_t& value) const {
  if (!node_.is_number_unsigned()) refuse("a whole number, not negative");
  value = node_.get<std::uint64_t>();
}

void JsonPlace::read(double& value) const {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (node_.is_number())
    value = node_.get<double>();
  else if (node_.is_null())
    value = std::numeric_limits<double>::quiet_NaN();
  else if (node_ == "inf" || node_ == "-inf")
    value = node_ == "inf" ? infinity : -infinity;
  else
    refuse("a number, null, \"inf\" or \"-inf\"");
}

void JsonPlace::read(std::string& value) const {
  if (!node_.is_string()) refuse("a text");
  value = node_.get<std::string>();
}

void JsonPlace::read(std::optional<std::int64_t>& value) const {
  if (node_.is_null())
    value.reset();
  else
    read(value.emplace());
}

void JsonPlace::read(Width<std::int64_t> width) const {
  width.number = 0;
  if (node_.is_null()) return;
  read(width.number);
  if (width.number <= 0) refuse("a width above 0, or null");
}

void JsonPlace::read(Layer<int> layer) const {
  layer.number = 0;
  if (node_.is_null()) return;
  read(layer.number);
}

void JsonPlace::read(AxisName<Axis> name) const {
  std::string text;
  read(text);
  const std::optional<Axis> axis = axis_named(text);
  if (!axis) refuse("the name of an axis");
  name.axis = *axis;
}

std::string JsonPlace::path() const {
  if (parent_ == nullptr) return "";
  const std::string before = parent_->path();
  if (key_.empty()) return before + "[" + std::to_string(index_) + "]";
  return before.empty() ? std::string(key_) : before + "." + std::string(key_);
}

void JsonPlace::refuse(const std::string& wanted) const {
  throw InputError(where_, path(), "is " + shortened(node_), wanted + " is wanted", rewrite);
}

nlohmann::ordered_json parse_json(std::string_view text, const std::string& where) {
  using Event = nlohmann::ordered_json::parse_event_t;
  const auto watch = [&](int depth, Event event, const nlohmann::ordered_json&) {
    const bool opens = event == Event::object_start || event == Event::array_start;
    if (opens && depth >= deepest)
      throw InputError(where, "", "is nested more than " + std::to_string(deepest) + " deep",
                       "no file of ours is", "check that it is the right file");
    return true;
  };
  try {
    return nlohmann::ordered_json::parse(text, watch);
  } catch (const nlohmann::ordered_json::exception& error) {
    throw InputError(where, "", "is not JSON", error.what(), rewrite);
  }
}

}  // namespace widefield
