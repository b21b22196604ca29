#include "host/report/figure/exponents.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "host/report/figure/curve.hpp"
#include "host/report/figure/family.hpp"
#include "host/report/plot/format.hpp"

namespace widefield {
namespace {

/// (i - 1/2)/N; a file of schema 1 does not say where its exponents stand.
double fraction_of(const ResultRow& row) {
  if (row.axis == Axis::fraction) return row.at;
  return (std::stod(row.component) - 0.5) / static_cast<double>(row.width);
}

PlotSeries series_of(const ExperimentResult& result, const std::string& observable,
                     std::int64_t width) {
  PlotSeries series{
      "N = " + count(static_cast<std::uint64_t>(width)), width_style(result, width), {}};
  for (const ResultRow& row : result.rows) {
    if (row.observable != observable || row.width != width) continue;
    series.points.push_back(
        {fraction_of(row), row.measured, row.standard_error, row.z, row_note(row)});
  }
  return series;
}

PlotLine theory_line(const Curve& curve) {
  PlotLine line{"theory, N → ∞", "", PlotLine::Stroke::theory, -1, {}};
  for (std::size_t i = 0; i < std::min(curve.at.size(), curve.value.size()); ++i)
    line.points.push_back({curve.at[i], curve.value[i]});
  return line;
}

bool has_residual(const PlotSeries& series) {
  return std::any_of(series.points.begin(), series.points.end(),
                     [](const PlotPoint& point) { return !std::isnan(point.z); });
}

}  // namespace

Plot exponents_plot(const ExperimentResult& result, const std::string& observable,
                    const std::string& id) {
  Plot plot;
  plot.id = id;
  plot.x = {"rank fraction", parse_symbol("(i − 1/2)/N"), ""};
  plot.y = observable_title(result, observable);
  plot.words = plot.y.words + " against the rank fraction";
  plot.x_axis = plot.y_axis = AxisScale::linear;
  for (const std::int64_t width : widths_of(result)) {
    plot.series.push_back(series_of(result, observable, width));
    plot.residuals |= has_residual(plot.series.back());
  }
  for (const Curve& curve : result.prediction.curves)
    if (curve.observable == observable && curve.axis == Axis::fraction)
      plot.lines.push_back(theory_line(curve));
  return plot;
}

}  // namespace widefield
