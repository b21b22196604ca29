#include "host/report/plot/quantity.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "host/report/figure/curve.hpp"
#include "host/report/plot/format.hpp"
#include "host/report/plot/plot.hpp"
#include "widefield/observable.hpp"

namespace widefield {
namespace {

bool is_known(const std::vector<Quantity>& list, const std::string& name) {
  return std::any_of(list.begin(), list.end(), [&](const Quantity& q) { return q.name == name; });
}

double residual(const MeasuredScalar& scalar) {
  const double error = std::hypot(scalar.standard_error, scalar.theory_standard_error);
  const double z = (scalar.measured - scalar.theory) / error;
  return std::isfinite(z) ? z : not_known;
}

AxisTitle scalar_title(const std::string& name) {
  const NamedSymbol known = named_symbol(name);
  std::string words(known.words);
  std::replace(words.begin(), words.end(), '_', ' ');
  const bool is_length = name.starts_with("xi_");
  return {shortened(words, 48), parse_symbol(known.symbol), is_length ? "layers" : ""};
}

Quantity measured_scalar(const Family& family, const std::string& name) {
  Quantity quantity{name, scalar_title(name), true, {}};
  for (const ExperimentResult* point : family.points) {
    auto& values = quantity.values.emplace_back();
    for (const MeasuredScalar& scalar : point->scalars)
      if (scalar.name == name)
        values.push_back({scalar.width, scalar.measured, scalar.standard_error, scalar.theory,
                          residual(scalar)});
  }
  return quantity;
}

/// The component between different inputs is the one a correlation is about: the first that every
/// point has.
Quantity last_layer(const Family& family, const std::string& observable) {
  Quantity quantity{observable, observable_title(family.first(), observable), false, {}};
  const auto components = components_of(family.first(), observable);
  const std::string component = components.empty() ? "" : components.front();
  for (const ExperimentResult* point : family.points) {
    auto& values = quantity.values.emplace_back();
    std::vector<std::int64_t> widths = widths_of(*point);
    widths.push_back(0);
    for (const std::int64_t width : widths) {
      const auto rows = rows_of(*point, observable, component, width);
      if (rows.empty()) continue;
      const ResultRow& row = *rows.back();
      values.push_back({width, row.measured, row.standard_error, row.theory, row.z});
    }
  }
  const bool slope = observable.starts_with("chi_");  // its axis says enough
  const AxisRow& axis = row_of(axis_of(family.first(), observable));
  if (!slope) quantity.title.words += " at the last " + std::string(axis.words);
  return quantity;
}

bool is_better(const QuantityValue& a, const QuantityValue& b) {
  if ((a.width == 0) != (b.width == 0)) return a.width == 0;
  return a.width > b.width;
}

}  // namespace

std::vector<Quantity> quantities(const Family& family) {
  std::vector<Quantity> list;
  for (const ExperimentResult* point : family.points)
    for (const MeasuredScalar& scalar : point->scalars)
      if (!is_known(list, scalar.name)) list.push_back(measured_scalar(family, scalar.name));
  for (const std::string& observable : observables_of(family.first()))
    if (!is_known(list, observable)) list.push_back(last_layer(family, observable));
  return list;
}

bool is_growth(const Quantity& quantity) {
  const ObservableRow* of = find_observable(quantity.name);
  return of != nullptr && of->product == ProductOf::tangent;
}

const QuantityValue* sharpest(const std::vector<QuantityValue>& values) {
  const QuantityValue* best = nullptr;
  for (const QuantityValue& value : values)
    if (std::isfinite(value.measured) && (best == nullptr || is_better(value, *best)))
      best = &value;
  return best;
}

std::string coordinate_word(const ExperimentResult& point, const std::string& key) {
  for (const auto& [name, value] : point.experiment.coordinates)
    if (name == key) return value;
  return "";
}

double coordinate_number(const ExperimentResult& point, const std::string& key) {
  const std::string text = coordinate_word(point, key);
  double value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = result.ec == std::errc{} && result.ptr == text.data() + text.size();
  return whole && std::isfinite(value) ? value : not_known;
}

bool is_numeric(const Family& family, const std::string& key) {
  return std::all_of(family.points.begin(), family.points.end(), [&](const auto* point) {
    return !std::isnan(coordinate_number(*point, key));
  });
}

std::string value_note(const QuantityValue& value) {
  std::string note = value.width > 0 ? "N = " + count(static_cast<std::uint64_t>(value.width))
                                     : std::string("N → ∞, extrapolated");
  note += ": " + with_error(value.measured, value.standard_error);
  if (!std::isnan(value.theory)) note += "; theory " + significant(value.theory, 6);
  if (!std::isnan(value.z)) note += "; residual " + fixed(value.z, 1) + " s.e.";
  return note;
}

}  // namespace widefield
