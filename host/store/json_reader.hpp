#pragma once
#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/store/json_schema.hpp"

namespace widefield {

/// One value of a JSON document, which knows where it stands so that a message can say so.
class JsonPlace {
 public:
  JsonPlace(const nlohmann::ordered_json& node, const std::string& where)
      : node_(node), where_(where) {}

  /// InputError when this is not an object or has no such member.
  JsonPlace member(const char* key) const;
  /// Nothing where this has no such member.
  std::optional<JsonPlace> find(const char* key) const;
  void each_element(const std::function<void(const JsonPlace&)>& visit) const;
  void each_member(const std::function<void(const std::string&, const JsonPlace&)>& visit) const;

  void read(bool& value) const;
  void read(int& value) const;
  void read(std::int64_t& value) const;
  void read(std::uint64_t& value) const;
  void read(double& value) const;  // a number, null (NaN), "inf" or "-inf"
  void read(std::string& value) const;
  void read(std::optional<std::int64_t>& value) const;
  void read(Width<std::int64_t> width) const;
  void read(Layer<int> layer) const;     // above 0, or null
  void read(AxisName<Axis> name) const;  // of a known axis
  template <class T>
  void read(std::vector<T>& values) const {
    values.clear();
    each_element([&](const JsonPlace& place) { place.read(values.emplace_back()); });
  }

  const nlohmann::ordered_json& node() const { return node_; }
  std::string path() const;  // "rows[3].layer"
  /// "rows[3].layer: is "x" (a whole number is wanted)"
  [[noreturn]] void refuse(const std::string& wanted) const;

 private:
  JsonPlace(const nlohmann::ordered_json& node, const JsonPlace& parent, std::string_view key,
            std::size_t index)
      : node_(node), where_(parent.where_), parent_(&parent), key_(key), index_(index) {}

  const nlohmann::ordered_json& node_;
  const std::string& where_;
  const JsonPlace* parent_ = nullptr;  // on the stack of the caller
  std::string_view key_;
  std::size_t index_ = 0;  // in an array, where key_ is empty
};

/// Parses `text`. InputError on bad syntax and on nesting deeper than anything of ours.
nlohmann::ordered_json parse_json(std::string_view text, const std::string& where);

/// Reads what a schema walks over.
class ReadWalker {
 public:
  explicit ReadWalker(const JsonPlace& object) : object_(object) {}

  template <class T>
  void operator()(const char* key, T&& value) {
    object_.member(key).read(value);
  }
  template <class Of>
  void operator()(const char* key, Optional<Of> optional) {
    if (const auto found = object_.find(key)) found->read(optional.value);
  }
  void operator()(const char* key, AxisName<Axis> name) {
    if (const auto found = object_.find(key)) found->read(name);
  }
  void operator()(const char* key, PlaceOf<ResultRow> of) {
    if (const auto found = object_.find(key)) found->read(of.row.at);
    if (of.row.axis == Axis::layer) of.row.at = of.row.layer;
  }

 private:
  const JsonPlace& object_;
};

template <class T>
T read_object(const JsonPlace& place) {
  T object;
  ReadWalker walker(place);
  walk(walker, object);
  return object;
}

template <class T>
std::vector<T> read_objects(const JsonPlace& array) {
  std::vector<T> objects;
  array.each_element([&](const JsonPlace& place) { objects.push_back(read_object<T>(place)); });
  return objects;
}

}  // namespace widefield
