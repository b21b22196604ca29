#include "host/store/table.hpp"

#include <limits>
#include <set>

namespace widefield {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

double width_of(const ResultRow& row) {
  return row.width == 0 ? infinity : static_cast<double>(row.width);
}

template <class Visitor>
void each_row(const Results& results, Visitor&& visit) {
  for (std::size_t e = 0; e < results.experiments.size(); ++e)
    for (const ResultRow& row : results.experiments[e].rows)
      visit(e, row);
}

template <class Name>
Places<Name> sorted(const std::set<Name>& names) {
  Places<Name> places;
  for (const Name& name : names)
    places.add(name);
  return places;
}

}  // namespace

const std::vector<RowQuantity>& quantities() {
  static const std::vector<RowQuantity> list = {
      {"", "", [](const ResultRow& r) { return r.measured; }},
      {"_standard_error", ", standard error over networks",
       [](const ResultRow& r) { return r.standard_error; }},
      {"_theory", ", mean-field theory at infinite width",
       [](const ResultRow& r) { return r.theory; }},
      {"_theory_at_width", ", theory with its 1/N correction",
       [](const ResultRow& r) { return r.theory_at_width; }},
      {"_z", ", deviation from the theory in standard errors",
       [](const ResultRow& r) { return r.z; }},
      {"_networks", ", number of networks",
       [](const ResultRow& r) { return static_cast<double>(r.networks); }},
  };
  return list;
}

Table::Table(const Results& results) : experiments(results.experiments.size()), results_(results) {
  std::map<Axis, std::set<double>> place_sets;
  std::set<double> width_set;
  each_row(results, [&](std::size_t, const ResultRow& row) {
    width_set.insert(width_of(row));
    symbols.emplace(row.observable, row.symbol);
    if (axis_of_.emplace(row.observable, row.axis).first->second != row.axis) return;
    place_sets[row.axis].insert(place(row));
    axes[row.axis].components.add(row.component);
    axes[row.axis].observables.add(row.observable);
  });
  for (auto& [axis, table] : axes)
    table.places = sorted(place_sets[axis]);
  widths = sorted(width_set);
}

std::size_t Table::cells(const AxisTable& axis) const {
  return experiments * axis.places.size() * widths.size() * axis.components.size();
}

std::size_t Table::cell(const AxisTable& axis, std::size_t experiment, const ResultRow& row) const {
  const std::size_t at = experiment * axis.places.size() + axis.places.place(place(row));
  const std::size_t width = at * widths.size() + widths.place(width_of(row));
  return width * axis.components.size() + axis.components.place(row.component);
}

std::vector<double> Table::array(const std::string& observable, const RowQuantity& quantity) const {
  const Axis axis = axis_of(observable);
  const AxisTable& table = axes.at(axis);
  std::vector<double> values(cells(table), std::numeric_limits<double>::quiet_NaN());
  each_row(results_, [&](std::size_t experiment, const ResultRow& row) {
    if (row.observable == observable && row.axis == axis)
      values[cell(table, experiment, row)] = quantity.get(row);
  });
  return values;
}

}  // namespace widefield
