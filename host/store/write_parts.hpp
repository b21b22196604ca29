#pragma once
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "host/config/keys.hpp"
#include "host/store/json_schema.hpp"
#include "host/store/json_writer.hpp"
#include "widefield/theory.hpp"

namespace widefield {

/// Writes what a schema walks over; `write` overloads say how each type looks.
class WriteWalker {
 public:
  explicit WriteWalker(JsonWriter& json) : json_(json) {}

  template <class T>
  void operator()(const char* key, const T& value) {
    json_.key(key);
    write(value);
  }

 private:
  void write(const auto& value) { json_.value(value); }
  void write(const std::optional<std::int64_t>& value) {
    value ? json_.value(*value) : json_.null();
  }
  template <class Number>
  void write(const Width<Number>& width) {
    width.number == 0 ? json_.null() : json_.value(width.number);
  }
  template <class Number>
  void write(const Layer<Number>& layer) {
    layer.number == 0 ? json_.null() : json_.value(layer.number);
  }
  template <class Of>
  void write(const AxisName<Of>& name) {
    json_.value(name_of(name.axis));
  }
  template <class Row>
  void write(const PlaceOf<Row>& of) {
    json_.value(place(of.row));
  }
  template <class Of>
  void write(const Optional<Of>& optional) {
    write(optional.value);
  }
  template <class T>
  void write(const std::vector<T>& values) {
    json_.begin_array();
    for (const T& value : values)
      json_.value(value);
    json_.end_array();
  }

  JsonWriter& json_;
};

/// An object of the schema, on one line.
template <class T>
void write_object(JsonWriter& json, const T& object) {
  WriteWalker walker(json);
  json.begin_object();
  walk(walker, object);
  json.end_object();
}

/// An array of objects of the schema, one a line.
/// [[first, second], ...]
void write_pairs(JsonWriter& json, const auto& pairs) {
  json.begin_array();
  for (const auto& [first, second] : pairs)
    json.begin_array().value(first).value(second).end_array();
  json.end_array();
}

template <class T>
void write_objects(JsonWriter& json, const std::vector<T>& objects) {
  json.begin_array(Layout::block);
  for (const T& object : objects)
    write_object(json, object);
  json.end_array();
}

/// The keys of an experiment file in their sections: {"network": {"depth": 64, ...}, ...}. Only
/// keys that `wanted` accepts.
void write_experiment(JsonWriter& json, const Experiment& experiment,
                      const std::function<bool(const Key&)>& wanted);

/// {"q_star": 0.57, "phase": "chaotic", "q_stars": [{...}], ...}
void write_scalars(JsonWriter& json, const std::vector<Scalar>& scalars);

}  // namespace widefield
