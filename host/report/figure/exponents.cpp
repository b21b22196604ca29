#include "host/report/figure/exponents.hpp"

#include <algorithm>
#include <cmath>

#include "host/report/figure/curve.hpp"
#include "host/report/figure/family.hpp"
#include "host/report/plot/format.hpp"

namespace widefield {
namespace {

PlotSeries series_of(const ExperimentResult& result, std::int64_t width) {
  PlotSeries series{
      "N = " + count(static_cast<std::uint64_t>(width)), width_style(result, width), {}};
  for (const ResultRow& row : result.rows) {
    if (row.observable != "lyapunov_spectrum" || row.width != width) continue;
    const double index = std::stod(row.component);
    series.points.push_back({(index - 0.5) / static_cast<double>(width), row.measured,
                             row.standard_error, row.z, row_note(row)});
  }
  return series;
}

bool has_residual(const PlotSeries& series) {
  return std::any_of(series.points.begin(), series.points.end(),
                     [](const PlotPoint& point) { return !std::isnan(point.z); });
}

/// The spectrum at infinite width, as far as it was measured; empty where no theory is known.
PlotLine theory_of(const ExperimentResult& result, double most) {
  PlotLine line{"theory, N → ∞", "", PlotLine::Stroke::theory, -1, {}};
  for (const Profile& profile : result.prediction.profiles) {
    if (profile.name != "lyapunov_exponents") continue;
    for (std::size_t i = 0; i < std::min(profile.at.size(), profile.value.size()); ++i)
      if (profile.at[i] <= most) line.points.push_back({profile.at[i], profile.value[i]});
  }
  return line;
}

}  // namespace

Plot exponents_plot(const ExperimentResult& result, const std::string& id) {
  Plot plot;
  plot.id = id;
  plot.x = {"rank fraction", parse_symbol("(i − 1/2)/N"), ""};
  plot.y = observable_title(result, "lyapunov_spectrum");
  plot.words = plot.y.words + " against the rank fraction";
  plot.x_axis = plot.y_axis = Axis::linear;
  double most = 0;
  for (const std::int64_t width : widths_of(result)) {
    plot.series.push_back(series_of(result, width));
    plot.residuals |= has_residual(plot.series.back());
    for (const PlotPoint& point : plot.series.back().points)
      most = std::max(most, point.x);
  }
  plot.lines.push_back(theory_of(result, most));
  return plot;
}

}  // namespace widefield
