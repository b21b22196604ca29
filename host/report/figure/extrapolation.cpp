#include "host/report/figure/extrapolation.hpp"

#include <algorithm>
#include <cmath>

#include "host/report/figure/curve.hpp"
#include "host/report/plot/format.hpp"

namespace widefield {
namespace {

constexpr std::size_t panels = 3, samples = 40;
constexpr double panel_width = 304, panel_height = 180;

/// Coefficients of m(N) - t = a/N + b/N^2.
struct Trend {
  double linear = 0, quadratic = 0;

  double operator()(double inverse) const { return (linear + quadratic * inverse) * inverse; }
};

/// Weighted least squares with the intercept held at what the comparison found.
Trend fit_trend(const std::vector<PlotPoint>& points, double intercept) {
  double xx = 0, xq = 0, qq = 0, xy = 0, qy = 0;
  for (const PlotPoint& point : points) {
    const double weight = 1 / (point.error * point.error);
    const double x = point.x, q = x * x, y = point.y - intercept;
    if (!(std::isfinite(weight) && std::isfinite(y))) continue;
    xx += weight * x * x, xq += weight * x * q, qq += weight * q * q;
    xy += weight * x * y, qy += weight * q * y;
  }
  const double determinant = xx * qq - xq * xq;
  constexpr double singular = 1e-10;  // fewer than two distinct widths
  if (points.size() >= 3 && determinant > singular * xx * qq)
    return {(xy * qq - qy * xq) / determinant, (xx * qy - xq * xy) / determinant};
  return {xx > 0 ? xy / xx : 0, 0};
}

/// The component that strays furthest from theory, whatever the layer.
std::string worst_component(const ExperimentResult& result, const std::string& observable) {
  const ResultRow* worst = nullptr;
  for (const ResultRow& row : result.rows) {
    if (row.width != 0 || row.observable != observable) continue;
    if (worst == nullptr || std::abs(row.z) > std::abs(worst->z)) worst = &row;
  }
  return worst ? worst->component : "";
}

/// The measurements of one place at every width.
void add_widths(Plot& plot, const ExperimentResult& result, const ResultRow& limit) {
  for (const std::int64_t width : widths_of(result))
    for (const ResultRow* row : rows_of(result, limit.observable, limit.component, width)) {
      if (place(*row) != place(limit)) continue;
      const double inverse = 1 / static_cast<double>(width);
      const PlotPoint point{inverse, row->measured, row->standard_error, not_known, row_note(*row)};
      const std::string label = "N = " + count(static_cast<std::uint64_t>(width));
      plot.series.push_back({label, width_style(result, width), {point}});
    }
}

void add_fit(Plot& plot, const ResultRow& limit) {
  std::vector<PlotPoint> points;
  for (const PlotSeries& series : plot.series)
    points.push_back(series.points.front());
  if (points.empty()) return;
  const Trend trend = fit_trend(points, limit.measured);
  const double end = points.front().x;  // widths ascend
  PlotLine line{"fit", "", PlotLine::Stroke::dotted, -1, {}};
  for (std::size_t i = 0; i <= samples; ++i) {
    const double x = end * static_cast<double>(i) / samples;
    line.points.push_back({x, limit.measured + trend(x)});
  }
  plot.lines.push_back(std::move(line));
}

/// The axis is marked where it was measured.
Ticks width_marks(const Plot& plot) {
  Ticks marks{{0}, {}, {"0"}};
  for (auto series = plot.series.rbegin(); series != plot.series.rend(); ++series) {
    const double inverse = series->points.front().x;
    marks.major.push_back(inverse);
    marks.labels.push_back("1/" + count(static_cast<std::uint64_t>(std::lround(1 / inverse))));
  }
  return marks;
}

Plot panel(const ExperimentResult& result, const ResultRow& limit, const std::string& id) {
  Plot plot;
  plot.id = id;
  plot.width = panel_width, plot.height = panel_height;
  plot.x = {"", parse_symbol("1/N"), ""};
  plot.y = observable_title(result, limit.observable);
  plot.y.words = place_text(limit) + ": ";
  plot.words = plot.y.words + limit.observable + " against 1/N";
  plot.x_axis = plot.y_axis = AxisScale::linear;
  plot.legend = false;
  add_widths(plot, result, limit);
  plot.x_marks = width_marks(plot);
  const int style = static_cast<int>(widths_of(result).size());
  add_fit(plot, limit);
  if (std::isfinite(limit.theory)) {
    const double end = plot.lines.empty() ? 1 : plot.lines.front().points.back().x;
    plot.lines.push_back(
        {"theory", "", PlotLine::Stroke::theory, -1, {{0, limit.theory}, {end, limit.theory}}});
  }
  plot.series.push_back(
      {"N → ∞", style, {{0, limit.measured, limit.standard_error, limit.z, row_note(limit)}}});
  return plot;
}

}  // namespace

std::vector<Plot> extrapolation_plots(const ExperimentResult& result, const std::string& observable,
                                      const std::string& id) {
  std::vector<Plot> plots;
  const auto limits = rows_of(result, observable, worst_component(result, observable), 0);
  for (const ResultRow* limit : evenly(limits, panels))
    plots.push_back(panel(result, *limit, id + "n" + std::to_string(plots.size())));
  return plots;
}

}  // namespace widefield
