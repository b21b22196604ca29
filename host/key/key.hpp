#pragma once
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "host/key/value.hpp"
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

ValueRange between(double low, double high);   // both included
ValueRange above_to(double low, double high);  // `low` excluded

/// One key of the experiment file: the only place that knows its name, range and help, and what it
/// sets.
struct Key {
  std::string name;   // "network.weight_variance"
  std::string type;   // "number", "whole number", "word", "list of words", ...
  std::string range;  // what it takes, in words, or empty
  std::string help;   // one line
  Role role = Role::law;
  std::vector<std::string> choices = {};  // the words it takes; empty: any
  std::function<Value(const Experiment&)> get = {};
  std::function<void(Experiment&, const Setting&)> set = {};  // throws InputError
  const void* place = nullptr;  // tells apart what keys set, see place_of; null: its own place
  std::vector<std::string> architectures = {};  // that have it; empty: all

  std::string section() const { return name.substr(0, name.find('.') + 1); }   // "network."
  std::string short_name() const { return name.substr(name.rfind('.') + 1); }  // "depth"
  Value fallback() const { return get(Experiment{}); }                         // the default
};

}  // namespace widefield
