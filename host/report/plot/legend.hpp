#pragma once
#include "host/report/plot/plot.hpp"

namespace widefield {

/// Height that the legend of a plot takes at the top of its drawing.
double legend_height(const Plot& plot);

/// Names of the series with their markers and of the lines with their strokes, in rows.
void draw_legend(html::Node& drawing, const Plot& plot, double left);

}  // namespace widefield
