#pragma once
#include <span>
#include <string>
#include <vector>

#include "widefield/experiment.hpp"
#include "widefield/record.hpp"

namespace widefield {

/// A smooth function of ensemble means m_0, m_1, ... of primitives.
enum class Form {
  mean,             // m_0
  ratio,            // m_0 / m_1
  correlation,      // m_0 / sqrt(m_1 m_2)
  excess_kurtosis,  // m_0 / m_1^2 - 3
  // with m_0 the squared speed, m_1 the squared acceleration, m_2 their product along a curve:
  circle_length,  // 2 pi sqrt(m_0)
  curvature,      // (m_0 m_1 - m_2^2) / m_0^3
  gauss_length,   // 2 pi sqrt(m_0 m_1 - m_2^2) / m_0
  log_ratio,      // ln(m_0 / m_1)
};

/// One row of the results: a function of the means of a few slots at one layer.
struct Row {
  std::string observable;
  int layer = 0;
  std::string component;
  Form form = Form::mean;
  std::vector<int> slots;  // indices into the record layout, in the order of `form`
};

/// What an observable is, as `widefield list observables` prints it.
struct ObservableInfo {
  std::string name, symbol, unit, meaning, citation;
};

/// Every observable there is, in the order of the catalog.
const std::vector<ObservableInfo>& observables();

/// Why an experiment cannot measure an observable and what to change; empty where it can.
struct Unmeasurable {
  std::string reason, remedy;

  explicit operator bool() const { return !reason.empty(); }
};
Unmeasurable why_not_measured(const Experiment& experiment, const std::string& observable);

/// Whether an observable follows the slopes of the activation, by back-propagation or by tangents.
bool needs_slopes(const std::string& observable);

/// The primitives a network's record holds for the observables of `experiment`.
RecordLayout record_layout(const Experiment& experiment);

/// The rows of the results that these primitives make.
std::vector<Row> rows(const Experiment& experiment);

/// The value of a form at given means, and its gradient with respect to them (same length).
struct FormValue {
  double value;
  std::vector<double> gradient;
};
FormValue evaluate(Form form, std::span<const double> means);

}  // namespace widefield
