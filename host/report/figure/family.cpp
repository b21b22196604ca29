#include "host/report/figure/family.hpp"

#include <algorithm>
#include <limits>

#include "host/report/plot/symbol.hpp"

namespace widefield {
namespace {

template <class T>
void append_new(std::vector<T>& list, const T& value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
}

std::vector<std::string> swept_keys(const Experiment& experiment) {
  std::vector<std::string> keys;
  for (const auto& coordinate : experiment.coordinates)
    keys.push_back(coordinate.first);
  return keys;
}

bool continues(const Family& family, const ExperimentResult& result) {
  const Claim &a = family.first().experiment.claim, &b = result.experiment.claim;
  return family.keys == swept_keys(result.experiment) && !family.keys.empty() &&
         family.name == result.experiment.name && a.text == b.text && a.citation == b.citation;
}

Paper& paper_of(std::vector<Paper>& papers, const std::string& citation) {
  for (Paper& paper : papers)
    if (paper.citation == citation) return paper;
  papers.push_back({citation, {}});
  return papers.back();
}

const Scalar* find_scalar(const ExperimentResult& result, std::string_view name) {
  for (const Scalar& scalar : result.prediction.scalars)
    if (scalar.name == name) return &scalar;
  return nullptr;
}

}  // namespace

std::vector<Paper> by_paper(const Results& results) {
  std::vector<Paper> papers;
  for (const ExperimentResult& result : results.experiments) {
    const Experiment& experiment = result.experiment;
    std::vector<Family>& families = paper_of(papers, experiment.claim.citation).families;
    const auto same = std::find_if(families.begin(), families.end(),
                                   [&](const Family& family) { return continues(family, result); });
    if (same != families.end())
      same->points.push_back(&result);
    else
      families.push_back({experiment.name, {&result}, swept_keys(experiment)});
  }
  return papers;
}

std::string coordinates_text(const ExperimentResult& point) {
  std::string text;
  for (const auto& [key, value] : point.experiment.coordinates) {
    if (!text.empty()) text += ", ";
    text.append(named_symbol(last_part(key)).words).append(" = ").append(value);
  }
  return text;
}

std::vector<std::string> observables_of(const ExperimentResult& result) {
  std::vector<std::string> names;
  for (const ResultRow& row : result.rows)
    append_new(names, row.observable);
  return names;
}

std::vector<std::string> components_of(const ExperimentResult& result,
                                       std::string_view observable) {
  std::vector<std::string> names;
  for (const ResultRow& row : result.rows)
    if (row.observable == observable) append_new(names, row.component);
  return names;
}

std::vector<std::int64_t> widths_of(const ExperimentResult& result) {
  std::vector<std::int64_t> widths;
  for (const ResultRow& row : result.rows)
    if (row.width > 0) append_new(widths, row.width);
  for (const MeasuredScalar& scalar : result.scalars)
    if (scalar.width > 0) append_new(widths, scalar.width);
  std::sort(widths.begin(), widths.end());
  return widths;
}

std::vector<const ResultRow*> rows_of(const ExperimentResult& result, std::string_view observable,
                                      std::string_view component, std::int64_t width) {
  std::vector<const ResultRow*> rows;
  for (const ResultRow& row : result.rows)
    if (row.width == width && row.observable == observable && row.component == component)
      rows.push_back(&row);
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto* a, const auto* b) { return place(*a) < place(*b); });
  return rows;
}

Axis axis_of(const ExperimentResult& result, std::string_view observable) {
  for (const ResultRow& row : result.rows)
    if (row.observable == observable) return row.axis;
  return Axis::layer;
}

double theory_scalar(const ExperimentResult& result, std::string_view name) {
  const Scalar* scalar = find_scalar(result, name);
  const auto* value = scalar ? std::get_if<double>(&scalar->value) : nullptr;
  return value ? *value : std::numeric_limits<double>::quiet_NaN();
}

std::string theory_word(const ExperimentResult& result, std::string_view name) {
  const Scalar* scalar = find_scalar(result, name);
  const auto* value = scalar ? std::get_if<std::string>(&scalar->value) : nullptr;
  return value ? *value : "";
}

int width_style(const ExperimentResult& result, std::int64_t width) {
  const std::vector<std::int64_t> widths = widths_of(result);
  const auto at = std::find(widths.begin(), widths.end(), width);
  return static_cast<int>(at - widths.begin());
}

}  // namespace widefield
