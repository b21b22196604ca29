#pragma once
#include <limits>
#include <string>
#include <vector>

#include "host/report/page/html.hpp"
#include "host/report/plot/axis.hpp"

namespace widefield {

inline constexpr double not_known = std::numeric_limits<double>::quiet_NaN();

/// A measurement: a marker with an error bar of one standard error.
struct PlotPoint {
  double x = 0, y = 0, error = 0;
  double z = not_known;  // residual in standard errors
  std::string note;      // its numbers, shown when it is hovered or focused
};

struct PlotSeries {
  std::string label;
  int style = 0;  // colour and marker
  std::vector<PlotPoint> points;
};

struct PlotLine {
  enum class Stroke { theory, dashed, dotted };

  std::string label;      // in the legend; empty: not there
  std::string end_label;  // beside its right end, or where the lines are apart; empty: none
  Stroke stroke = Stroke::theory;
  int style = -1;  // colour of a series, or -1: ink
  std::vector<svg::Position> points;
  bool leaves = false;  // may leave the panel, which then shows the measurements
};

/// A line across the whole panel at one number, with its name.
struct PlotMark {
  double value = 0;
  bool vertical = false;
  std::string label;
};

/// An interval of the vertical axis shaded over the panel.
struct PlotBand {
  double low = 0, high = 0;
};

/// Which scale an axis gets; `fitting` is logarithmic where the quantity spans decades.
enum class AxisScale { fitting, linear, logarithmic, integers };

/// One panel: lines are theory, markers are measurements, residuals stand underneath.
struct Plot {
  std::string id;     // unique in the document, of our making
  std::string words;  // read aloud in place of the drawing
  AxisTitle x, y;
  AxisScale x_axis = AxisScale::fitting, y_axis = AxisScale::fitting;
  std::vector<PlotSeries> series;
  std::vector<PlotLine> lines;
  std::vector<PlotMark> marks;
  std::vector<PlotBand> bands;
  Ticks x_marks;           // in place of the usual ones; empty: those
  bool residuals = false;  // a panel of their own underneath
  bool apart = false;      // series at the same layers are set beside each other
  bool legend = true;
  double width = 860, height = 300;  // of the drawing, of the upper panel
};

html::Node draw_plot(const Plot& plot);

/// The legend alone, for panels that share it.
html::Node draw_legend_alone(const Plot& plot, double width);

/// Whether a line has a finite number.
bool has_content(const PlotLine& line);
/// Whether there is anything to draw: a point or a line with a finite number.
bool has_content(const Plot& plot);
/// Whether a theory is drawn.
bool has_theory(const Plot& plot);

}  // namespace widefield
