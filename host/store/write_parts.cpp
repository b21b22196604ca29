#include "host/store/write_parts.hpp"

namespace widefield {
namespace {

void write_value(JsonWriter& json, const Value& value) {
  const auto write = [&](const auto& data) {
    if constexpr (std::same_as<std::decay_t<decltype(data)>, Value::List>) {
      json.begin_array();
      for (const Value& element : data)
        write_value(json, element);
      json.end_array();
    } else {
      json.value(data);
    }
  };
  std::visit(write, value.data);
}

// Opens the object of a section and closes the one before; "" is the experiment itself.
void enter(JsonWriter& json, std::string& section, const std::string& next) {
  if (section == next) return;
  if (!section.empty()) json.end_object();
  section = next;
  if (!section.empty()) json.key(section.substr(0, section.size() - 1)).begin_object();
}

}  // namespace

void write_experiment(JsonWriter& json, const Experiment& experiment,
                      const std::function<bool(const Key&)>& wanted) {
  std::string section;
  json.begin_object(Layout::block);
  for (const Key* key : keys_of(experiment.network.architecture)) {
    if (!wanted(*key)) continue;
    enter(json, section, key->section());
    json.key(key->short_name());
    write_value(json, key->get(experiment));
  }
  enter(json, section, "");
  json.end_object();
}

template <class T>
static void write_list(JsonWriter& json, const std::vector<T>& objects) {
  json.begin_array();
  for (const T& object : objects)
    write_object(json, object);
  json.end_array();
}

void write_scalars(JsonWriter& json, const std::vector<Scalar>& scalars) {
  json.begin_object();
  for (const Scalar& scalar : scalars) {
    json.key(scalar.name);
    if (const auto* points = std::get_if<std::vector<FixedPoint>>(&scalar.value)) {
      write_list(json, *points);
    } else if (const auto* states = std::get_if<std::vector<CriticalState>>(&scalar.value)) {
      write_list(json, *states);
    } else if (const auto* number = std::get_if<double>(&scalar.value)) {
      json.value(*number);
    } else if (const auto* flag = std::get_if<bool>(&scalar.value)) {
      json.value(*flag);
    } else {
      json.value(std::get<std::string>(scalar.value));
    }
  }
  json.end_object();
}

}  // namespace widefield
