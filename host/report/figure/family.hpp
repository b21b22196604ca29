#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "widefield/results.hpp"

namespace widefield {

/// One experiment, or the points of one sweep: what gets a section of the report.
struct Family {
  std::string name;
  std::vector<const ExperimentResult*> points;  // in the order of the results, at least one
  std::vector<std::string> keys;                // swept keys, in their order

  const ExperimentResult& first() const { return *points.front(); }
  bool is_sweep() const { return !keys.empty() && points.size() > 1; }
};

/// The families that refer to one paper, in the order of the results.
struct Paper {
  std::string citation;  // key of the bibliography, or empty
  std::vector<Family> families;
};

/// Pointers stay valid as long as `results`.
std::vector<Paper> by_paper(const Results& results);

/// "weight variance = 1.7, bias variance = 0.05", or empty outside a sweep.
std::string coordinates_text(const ExperimentResult& point);

// ---- looking things up in one experiment ------------------------------------------------------

/// Names in the order of their first row.
std::vector<std::string> observables_of(const ExperimentResult& result);
std::vector<std::string> components_of(const ExperimentResult& result, std::string_view observable);
/// Finite widths, ascending.
std::vector<std::int64_t> widths_of(const ExperimentResult& result);

/// Rows of one observable, component and width, along their axis. Width 0: extrapolated.
std::vector<const ResultRow*> rows_of(const ExperimentResult& result, std::string_view observable,
                                      std::string_view component, std::int64_t width);

/// What the rows of an observable lie on.
Axis axis_of(const ExperimentResult& result, std::string_view observable);

/// A number of the prediction; NaN where it has none.
double theory_scalar(const ExperimentResult& result, std::string_view name);
/// A word of the prediction, or empty.
std::string theory_word(const ExperimentResult& result, std::string_view name);

/// At most `wanted` of the elements, evenly chosen, always the first and the last.
template <class T>
std::vector<T> evenly(const std::vector<T>& all, std::size_t wanted) {
  if (all.size() <= wanted) return all;
  std::vector<T> chosen;
  for (std::size_t i = 0; i < wanted; ++i)
    chosen.push_back(all[wanted == 1 ? 0 : i * (all.size() - 1) / (wanted - 1)]);
  return chosen;
}

/// The same colour and marker for the same width in every figure of a report section.
int width_style(const ExperimentResult& result, std::int64_t width);

}  // namespace widefield
