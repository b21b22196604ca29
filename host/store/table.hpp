#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "widefield/observable.hpp"
#include "widefield/results.hpp"

namespace widefield {

/// The places of names along one dimension, in the order they came.
template <class Name>
class Places {
 public:
  void add(const Name& name) {
    if (places_.emplace(name, names_.size()).second) names_.push_back(name);
  }
  std::size_t place(const Name& name) const { return places_.at(name); }
  const std::vector<Name>& names() const { return names_; }
  std::size_t size() const { return names_.size(); }

 private:
  std::map<Name, std::size_t> places_;
  std::vector<Name> names_;
};

/// One number of every row of an observable: measured, its error, theory, ...
struct RowQuantity {
  const char* suffix;  // of the variable's name, "" for the measured value itself
  const char* words;   // behind the meaning of the observable in long_name
  double (*get)(const ResultRow&);
};
const std::vector<RowQuantity>& quantities();

/// What the rows on one axis have: dense arrays [experiment][place][width][component].
struct AxisTable {
  Places<double> places;
  Places<std::string> components, observables;
};

/// The rows of all experiments. An observable lies on the axis of its first row.
class Table {
 public:
  explicit Table(const Results& results);

  /// Missing numbers are NaN.
  std::vector<double> array(const std::string& observable, const RowQuantity& quantity) const;
  /// Numbers in an array over an axis.
  std::size_t cells(const AxisTable& axis) const;
  Axis axis_of(const std::string& observable) const { return axis_of_.at(observable); }

  std::size_t experiments;
  std::map<Axis, AxisTable> axes;
  Places<double> widths;                       // infinity holds the extrapolated rows
  std::map<std::string, std::string> symbols;  // of each observable

 private:
  std::size_t cell(const AxisTable& axis, std::size_t experiment, const ResultRow& row) const;

  const Results& results_;
  std::map<std::string, Axis> axis_of_;
};

}  // namespace widefield
