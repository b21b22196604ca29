#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "host/report/figure/curve.hpp"
#include "host/report/page/section.hpp"
#include "host/report/plot/format.hpp"

namespace widefield {
namespace {

using html::attribute;
using html::element;
using html::Node;

/// A fold holds about this many rows; of more layers an even choice is shown.
constexpr std::size_t most_rows = 600, least_layers = 2;
constexpr std::size_t longest_cell = 60;

std::size_t count_rows(const Family& family) {
  std::size_t rows = 0;
  for (const ExperimentResult* point : family.points)
    rows += point->rows.size() + point->scalars.size();
  return rows;
}

/// A place of an axis.
using Place = std::pair<Axis, double>;

Place place_of(const ResultRow& row) {
  return {row.axis, place(row)};
}

/// The places that are shown, so that the whole family has about most_rows rows: an even choice of
/// every axis.
std::set<Place> shown_places(const ExperimentResult& result, std::size_t rows_in_family) {
  std::map<Axis, std::set<double>> all;
  for (const ResultRow& row : result.rows)
    all[row.axis].insert(place(row));
  std::set<Place> shown;
  for (const auto& [axis, set] : all) {
    const std::vector<double> list(set.begin(), set.end());
    const std::size_t room = std::max(least_layers, list.size() * most_rows / rows_in_family);
    for (const double at : evenly(list, rows_in_family <= most_rows ? list.size() : room))
      shown.emplace(axis, at);
  }
  return shown;
}

std::string width_text(std::int64_t width) {
  return width > 0 ? count(static_cast<std::uint64_t>(width)) : "∞";
}

Node scalar_row(const MeasuredScalar& scalar, const std::string& where) {
  Node tr = element("tr");
  if (!where.empty()) tr.add(element("td", where));
  tr.add(element("td", shortened(scalar.name, longest_cell))).add(element("td"));
  const double error = std::hypot(scalar.standard_error, scalar.theory_standard_error);
  const double z = (scalar.measured - scalar.theory) / error;
  for (const std::string& text :
       {std::string(no_number), width_text(scalar.width), std::string(no_number),
        with_error(scalar.measured, scalar.standard_error), significant(scalar.theory, 8),
        std::string(no_number), fixed(z, 2)})
    tr.add(element("td", attribute("class", "num"), text));
  return tr;
}

Node table_row(const ResultRow& row, const std::string& where) {
  const std::string width = width_text(row.width);
  Node tr = element("tr");
  if (!where.empty()) tr.add(element("td", where));
  tr.add(element("td", shortened(row.observable, longest_cell)));
  tr.add(element("td", shortened(row.component, longest_cell)));
  for (const std::string& text :
       {row.axis == Axis::layer ? std::to_string(row.layer) : place_text(row), width,
        count(row.networks), with_error(row.measured, row.standard_error),
        significant(row.theory, 8), significant(row.theory_at_width, 8), fixed(row.z, 2)})
    tr.add(element("td", attribute("class", "num"), text));
  return tr;
}

Node table_head(bool sweep) {
  Node tr = element("tr");
  if (sweep) tr.add(element("th", "point"));
  for (const std::string_view text : {"observable", "input"})
    tr.add(element("th", text));
  for (const std::string_view text :
       {"layer", "N", "networks", "measured", "theory, N → ∞", "theory at N", "residual [s.e.]"})
    tr.add(element("th", attribute("class", "num"), text));
  return element("thead", std::move(tr));
}

}  // namespace

Node rows_fold(const Family& family) {
  const std::size_t all = count_rows(family);
  if (all == 0) return words("");
  std::size_t shown = 0;
  Node body = element("tbody");
  for (const ExperimentResult* point : family.points) {
    const std::set<Place> shown_here = shown_places(*point, all);
    const std::string where =
        family.is_sweep() ? shortened(coordinates_text(*point), longest_cell) : "";
    for (const MeasuredScalar& scalar : point->scalars)
      body.add(scalar_row(scalar, where));
    shown += point->scalars.size();
    for (const ResultRow& row : point->rows) {
      if (shown_here.count(place_of(row)) == 0) continue;
      body.add(table_row(row, where));
      ++shown;
    }
  }
  std::string title = "Table of " + count(shown) + " measurements";
  if (shown < all) title += " (of " + count(all) + "; all of them are in results.json)";
  return element("details", element("summary", title),
                 element("div", attribute("class", "scroll"),
                         element("table", table_head(family.is_sweep()), std::move(body))));
}

}  // namespace widefield
