#include "host/report/figure/spectrum.hpp"

#include <algorithm>
#include <cmath>

#include "host/report/figure/curve.hpp"
#include "host/report/figure/family.hpp"
#include "host/report/plot/format.hpp"
#include "widefield/jacobian.hpp"

namespace widefield {
namespace {

/// The measured mass below every point of the grid at one width.
struct Masses {
  std::vector<double> at;  // relative to the mean
  std::vector<const ResultRow*> row;
};

Masses masses(const ExperimentResult& result, const std::string& observable, std::int64_t width) {
  const Measure& measure = result.experiment.measure;
  const std::vector<double> grid = spectrum_grid(measure);
  const std::vector<std::string> names = spectrum_components(measure);
  Masses found;
  for (std::size_t k = 0; k < grid.size(); ++k) {
    const std::string& name = names[names.size() - grid.size() + k];
    for (const ResultRow* row : rows_of(result, observable, name, width)) {
      found.at.push_back(grid[k]);
      found.row.push_back(row);
    }
  }
  return found;
}

std::string width_words(std::int64_t width) {
  return width > 0 ? "N = " + count(static_cast<std::uint64_t>(width)) : "N → ∞, extrapolated";
}

/// A series for every width, its points made by add(masses, points).
template <class Add>
void add_series(Plot& plot, const ExperimentResult& result, const std::string& observable,
                Add add) {
  for (const std::int64_t width : widths_of(result)) {
    PlotSeries series{width_words(width), width_style(result, width), {}};
    add(masses(result, observable, width), series.points);
    if (!series.points.empty()) plot.series.push_back(std::move(series));
  }
}

/// Draws a profile of the theory that the result holds.
void add_profile(const ExperimentResult& result, const std::string& name, const std::string& words,
                 PlotLine::Stroke stroke, Plot& plot) {
  for (const Profile& profile : result.prediction.profiles) {
    if (profile.name != name) continue;
    PlotLine line{words, "", stroke, -1, {}};
    for (std::size_t i = 0; i < std::min(profile.at.size(), profile.value.size()); ++i)
      if (profile.value[i] > 0) line.points.push_back({profile.at[i], profile.value[i]});
    line.leaves = stroke != PlotLine::Stroke::theory;
    plot.lines.push_back(std::move(line));
  }
}

/// The mean of the theory, in whose units lambda is measured; 1 where there is none.
double mean_of(const ExperimentResult& result) {
  const double mean = theory_scalar(result, "jacobian_mean");
  return std::isfinite(mean) && mean > 0 ? mean : 1;
}

std::string density_note(const Masses& found, std::size_t k, double mass) {
  return "between " + significant(found.at[k], 3) + " and " + significant(found.at[k + 1], 3) +
         " times the mean: " + significant(100 * mass, 3) + " % of the spectrum";
}

/// Mass between neighbouring points over their distance, at their geometric mean. The errors of
/// neighbours are taken as independent.
void add_densities(const Masses& found, double mean, std::vector<PlotPoint>& points) {
  for (std::size_t k = 0; k + 1 < found.at.size(); ++k) {
    const ResultRow &below = *found.row[k], &above = *found.row[k + 1];
    const double mass = above.measured - below.measured;
    const double step = mean * (found.at[k + 1] - found.at[k]);
    const double error = std::hypot(above.standard_error, below.standard_error);
    if (!(mass > 0)) continue;
    points.push_back({mean * std::sqrt(found.at[k] * found.at[k + 1]), mass / step, error / step,
                      not_known, density_note(found, k, mass)});
  }
}

/// The position below which the theory has `mass`, between points of the grid; NaN outside.
double theory_quantile(const Masses& found, double mass) {
  for (std::size_t k = 0; k + 1 < found.at.size(); ++k) {
    const double below = found.row[k]->theory, above = found.row[k + 1]->theory;
    if (!(below < mass && mass < above)) continue;
    const double share = (mass - below) / (above - below);
    return found.at[k] * std::pow(found.at[k + 1] / found.at[k], share);
  }
  return not_known;
}

void add_quantiles(const Masses& found, std::vector<PlotPoint>& points) {
  for (std::size_t k = 0; k < found.at.size(); ++k) {
    const ResultRow& row = *found.row[k];
    const double quantile = theory_quantile(found, row.measured);
    if (std::isnan(quantile)) continue;
    points.push_back({quantile, found.at[k], 0, row.z,
                      significant(100 * row.measured, 3) + " % of the spectrum lie below " +
                          significant(found.at[k], 3) + " times the mean; theory: below " +
                          significant(quantile, 3)});
  }
}

}  // namespace

Plot density_plot(const ExperimentResult& result, const std::string& observable,
                  const std::string& id) {
  Plot plot;
  plot.id = id;
  plot.words = "density of the squared singular values of the Jacobian";
  const AxisRow& axis = row_of(Axis::singular_value_squared);
  plot.x = {std::string(axis.words), parse_symbol(axis.symbol), ""};
  plot.y = {"density", parse_symbol("rho(lambda)"), ""};
  plot.x_axis = plot.y_axis = AxisScale::logarithmic;
  add_profile(result, "jacobian_density", "free probability, N → ∞", PlotLine::Stroke::theory,
              plot);
  add_profile(result, "jacobian_universal_density", "L → ∞ at this variance",
              PlotLine::Stroke::dashed, plot);
  const double mean = mean_of(result), edge = theory_scalar(result, "jacobian_edge");
  add_series(plot, result, observable, [&](const Masses& found, std::vector<PlotPoint>& points) {
    add_densities(found, mean, points);
  });
  if (edge > 0) plot.marks.push_back({edge, true, "edge"});
  return plot;
}

Plot quantile_plot(const ExperimentResult& result, const std::string& observable,
                   const std::string& id) {
  Plot plot;
  plot.id = id;
  plot.words = "quantiles of the measured spectrum against those of the theory";
  plot.x = {"quantile of the theory", parse_symbol("lambda/m_1"), ""};
  plot.y = {"quantile measured", parse_symbol("lambda/m_1"), ""};
  plot.x_axis = plot.y_axis = AxisScale::logarithmic;
  add_series(plot, result, observable, [](const Masses& found, std::vector<PlotPoint>& points) {
    add_quantiles(found, points);
  });
  if (plot.series.empty()) return {};
  const std::vector<double> grid = spectrum_grid(result.experiment.measure);
  plot.lines.push_back({"agreement",
                        "",
                        PlotLine::Stroke::theory,
                        -1,
                        {{grid.front(), grid.front()}, {grid.back(), grid.back()}},
                        true});
  return plot;
}

Plot edge_plot(const ExperimentResult& result, const std::string& observable,
               const std::string& id) {
  Plot plot;
  plot.id = id;
  plot.words = "largest squared singular value against the width";
  plot.x = {"width", parse_symbol("N"), ""};
  plot.y = {"largest squared singular value", parse_symbol("lambda/m_1"), ""};
  plot.x_axis = AxisScale::logarithmic;
  PlotSeries series{"measured", 0, {}};
  double theory = not_known;
  for (const std::int64_t width : widths_of(result))
    for (const ResultRow* row : rows_of(result, observable, "edge", width)) {
      if (width > 0)
        series.points.push_back({static_cast<double>(width), row->measured, row->standard_error,
                                 not_known, row_note(*row)});
      theory = row->theory;
    }
  if (series.points.size() < 2) return {};
  const double narrowest = series.points.front().x, widest = series.points.back().x;
  plot.series.push_back(std::move(series));
  if (std::isfinite(theory))
    plot.lines.push_back(
        {"edge, N → ∞", "", PlotLine::Stroke::theory, -1, {{narrowest, theory}, {widest, theory}}});
  return plot;
}

}  // namespace widefield
