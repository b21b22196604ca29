#pragma once
#include <map>
#include <string>
#include <vector>

#include "host/key/value.hpp"

namespace widefield {

/// One axis of a sweep. Several keys that move together are written "a, b" with values [x, y].
struct Axis {
  std::vector<std::string> keys;           // in full
  std::vector<std::vector<Value>> points;  // [point][key]
  std::string where;
};

/// What an experiment file says, keys in full.
struct Document {
  std::vector<Setting> settings;
  std::vector<Axis> axes;
  std::map<std::string, std::vector<Setting>> scales;  // overrides by name of the scale

  /// Later settings win over earlier ones, and over an axis of the same key.
  void override_with(const Setting& setting);
};

/// Sorts settings into the experiment's own, its sweep and its scales. Throws InputError on unknown
/// keys.
Document document(const std::vector<Setting>& settings);

/// The setting of "key=value". Throws InputError.
Setting parse_override(const std::string& argument);

}  // namespace widefield
