#pragma once
#include "host/report/plot/plot.hpp"

namespace widefield {

/// A panel: where it is, and what its pixels mean.
struct Panel {
  svg::Box box;
  Scale x, y;
};

void draw_line(html::Node& group, const Panel& panel, const PlotLine& line);
void draw_mark(html::Node& drawing, const Panel& panel, const PlotMark& mark);
void draw_band(html::Node& drawing, const Panel& panel, const PlotBand& band);

/// Markers with error bars, moved sideways by `shift` pixels. Points off the panel are left out.
html::Node draw_points(const Panel& panel, const PlotSeries& series, double shift);

/// Residuals in standard errors; a residual beyond the panel is an arrow at its edge.
html::Node draw_residuals(const Panel& panel, const PlotSeries& series, double shift);

/// Names of lines: at their right ends or, where the ends meet, inside the panel where the lines
/// are furthest apart.
void draw_line_labels(html::Node& drawing, const Panel& panel, const std::vector<PlotLine>& lines);
/// Whether names at the right ends would not overlap.
bool ends_are_apart(const Panel& panel, const std::vector<PlotLine>& lines);
/// Room that names at the right ends need.
double end_label_room(const std::vector<PlotLine>& lines);

}  // namespace widefield
