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
Axis<Name> sorted(const std::set<Name>& names) {
  Axis<Name> axis;
  for (const Name& name : names)
    axis.add(name);
  return axis;
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
  std::set<int> layer_set;
  std::set<double> width_set;
  each_row(results, [&](std::size_t, const ResultRow& row) {
    layer_set.insert(row.layer);
    width_set.insert(width_of(row));
    components.add(row.component);
    observables.add(row.observable);
    symbols.emplace(row.observable, row.symbol);
  });
  layers = sorted(layer_set);
  widths = sorted(width_set);
}

std::size_t Table::cells() const {
  return experiments * layers.size() * widths.size() * components.size();
}

std::size_t Table::cell(std::size_t experiment, const ResultRow& row) const {
  const std::size_t layer = experiment * layers.size() + layers.place(row.layer);
  const std::size_t width = layer * widths.size() + widths.place(width_of(row));
  return width * components.size() + components.place(row.component);
}

std::vector<double> Table::array(const std::string& observable, const RowQuantity& quantity) const {
  std::vector<double> values(cells(), std::numeric_limits<double>::quiet_NaN());
  each_row(results_, [&](std::size_t experiment, const ResultRow& row) {
    if (row.observable == observable) values[cell(experiment, row)] = quantity.get(row);
  });
  return values;
}

}  // namespace widefield
