#pragma once
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "host/config/value.hpp"
#include "widefield/experiment.hpp"

namespace widefield {

/// What part of the identity of a run a key is.
enum class Role {
  law,       // changes which numbers are simulated
  amount,    // how many networks, which of them, when to stop
  machine,   // where and how they are computed
  judgement  // what is said about them
};

/// Which numbers a key takes.
struct ValueRange {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_included = true, high_included = true;
  std::string unit = {};  // or empty

  bool contains(double x) const;
  std::string text() const;  // "above 0", "from 0 to 1", or empty where everything is allowed
};

/// One key of the experiment file. The table of fields is the only place that knows the keys: the
/// parser, --help, error messages, `widefield list` and the report read it.
struct Field {
  std::string key;    // "network.weight_variance"
  std::string type;   // "number", "whole number", "word", "list of words", ...
  std::string range;  // what it takes, in words, or empty
  std::string help;   // one line
  Role role = Role::law;
  std::vector<std::string> choices;  // the words it takes; empty: any
  std::function<Value(const Experiment&)> get;
  std::function<void(Experiment&, const Setting&)> set;  // throws InputError
  std::vector<std::string> architectures = {};           // that have it; empty: all

  std::string section() const { return key.substr(0, key.find('.') + 1); }  // "network."
  std::string name() const { return key.substr(key.rfind('.') + 1); }       // "weight_variance"
  Value fallback() const { return get(Experiment{}); }                      // the default
};

/// Every key, in the order of the experiment file.
const std::vector<Field>& fields();

/// The field of a key written in full. Throws InputError at `where` with the nearest known key.
const Field& field(const std::string& key, const std::string& where);

/// The same for a key written in full or by its last part where that is unique.
const Field& field_by_any_name(const std::string& key, const std::string& where);

/// A duration in words: "90s", "10m", "1.5h", "2d". Throws std::invalid_argument.
double duration(const std::string& text);

}  // namespace widefield
