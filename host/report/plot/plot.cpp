#include "host/report/plot/plot.hpp"

#include <algorithm>
#include <cmath>

#include "host/report/plot/legend.hpp"
#include "host/report/plot/marks.hpp"

namespace widefield {
namespace {

using html::attribute;
using html::Node;

constexpr double residual_height = 92, panel_gap = 16, top_margin = 12, right_margin = 16;
/// The residual panel shows at least and at most this many standard errors.
constexpr double least_residual = 3.5, most_residual = 8;
constexpr int residual_ticks = 4;
/// Pixels between ticks that leave room for their labels.
constexpr double x_tick_space = 80, y_tick_space = 44;
/// Series are set this far apart sideways where the layers leave room.
constexpr double sideways = 5, room_for_sideways = 12;

Range x_range(const Plot& plot) {
  Range range;
  for (const PlotSeries& series : plot.series)
    for (const PlotPoint& point : series.points)
      if (std::isfinite(point.y)) range.include(point.x);
  for (const PlotLine& line : plot.lines)
    for (const svg::Position& point : line.points)
      if (std::isfinite(point.y)) range.include(point.x);
  return range;
}

Range y_range(const Plot& plot) {
  Range range;
  for (const PlotSeries& series : plot.series)
    for (const PlotPoint& point : series.points)
      range.include(point.y);
  for (const PlotLine& line : plot.lines)
    for (const svg::Position& point : line.points)
      if (!line.leaves) range.include(point.y);
  for (const PlotBand& band : plot.bands)
    range.include(band.low), range.include(band.high);
  return range;
}

/// Error bars widen a range, but never below zero where a logarithm needs it positive.
Range with_error_bars(const Plot& plot, const Range& bare, bool positive) {
  Range range = bare;
  for (const PlotSeries& series : plot.series)
    for (const PlotPoint& point : series.points) {
      if (!std::isfinite(point.y) || !(point.error > 0)) continue;
      range.include(point.y + point.error);
      if (!positive || point.y - point.error > bare.low / 2) range.include(point.y - point.error);
    }
  return range;
}

bool is_logarithmic(AxisScale axis, const Range& range) {
  const bool positive = !range.empty && range.low > 0;
  return (axis == AxisScale::logarithmic && positive) ||
         (axis == AxisScale::fitting && spans_decades(range));
}

Scale vertical_scale(const Plot& plot, const svg::Box& box) {
  const Range bare = y_range(plot);
  const bool logarithmic = is_logarithmic(plot.y_axis, bare);
  const Range range = with_error_bars(plot, bare, logarithmic);
  return logarithmic ? logarithmic_scale(range, box.bottom(), box.top)
                     : linear_scale(range, box.bottom(), box.top);
}

Scale horizontal_scale(const Plot& plot, const svg::Box& box) {
  const Range range = x_range(plot);
  return is_logarithmic(plot.x_axis, range) ? logarithmic_scale(range, box.left, box.right())
                                            : linear_scale(range, box.left, box.right());
}

Scale residual_scale(const Plot& plot, const svg::Box& box) {
  double largest = least_residual;
  for (const PlotSeries& series : plot.series)
    for (const PlotPoint& point : series.points)
      if (std::isfinite(point.z)) largest = std::max(largest, 1.15 * std::abs(point.z));
  largest = std::min(largest, most_residual);
  return {-largest, largest, box.bottom(), box.top, false};
}

Ticks x_ticks(const Plot& plot, const Scale& scale, const svg::Box& box) {
  const int wanted = std::max(2, static_cast<int>(box.width / x_tick_space));
  if (!plot.x_marks.major.empty()) return plot.x_marks;
  return plot.x_axis == AxisScale::integers ? integer_ticks(scale, wanted) : ticks(scale, wanted);
}

Ticks y_ticks(const Scale& scale, const svg::Box& box) {
  return ticks(scale, std::max(2, static_cast<int>(box.height / y_tick_space)));
}

/// The upper panel between its margins. Ticks need a scale and a scale a box, whose left edge the
/// labels of the ticks decide; the height alone fixes them.
svg::Box upper_box(const Plot& plot) {
  const double top = (plot.legend ? legend_height(plot) : 0) + top_margin;
  const svg::Box guess{0, top, 1, plot.height};
  const double upper = label_room(y_ticks(vertical_scale(plot, guess), guess));
  const double lower = plot.residuals ? label_room({{}, {}, {"−2"}}) : 0;
  const double left = y_title_room + std::max(upper, lower);
  const Panel panel{guess, horizontal_scale(plot, guess), vertical_scale(plot, guess)};
  const double names = ends_are_apart(panel, plot.lines) ? end_label_room(plot.lines) : 0;
  const double right = std::max(right_margin, names);
  return {left, top, plot.width - left - right, plot.height};
}

/// Sideways shift of a series in pixels, so that markers of several widths do not hide each other.
double shift_of(const Plot& plot, const Scale& x, std::size_t series) {
  const bool apart = plot.apart && !x.logarithmic && plot.series.size() > 1 &&
                     std::abs(x(1) - x(0)) >= room_for_sideways;
  if (!apart) return 0;
  const double count = static_cast<double>(plot.series.size());
  const double step = std::min(sideways, std::abs(x(1) - x(0)) / (count + 1));
  return step * (static_cast<double>(series) - (count - 1) / 2);
}

void draw_upper(Node& drawing, const Plot& plot, const Panel& panel) {
  draw_x_axis(drawing, panel.box, panel.x, x_ticks(plot, panel.x, panel.box), !plot.residuals);
  draw_y_axis(drawing, panel.box, panel.y, y_ticks(panel.y, panel.box));
  draw_y_title(drawing, panel.box, plot.y, svg::title_size);
  Node inside = svg::clipped(panel.box, plot.id + "c");
  for (const PlotBand& band : plot.bands)
    draw_band(inside, panel, band);
  for (const PlotLine& line : plot.lines)
    draw_line(inside, panel, line);
  drawing.add(std::move(inside));
  for (const PlotMark& mark : plot.marks)
    draw_mark(drawing, panel, mark);
  for (std::size_t i = 0; i < plot.series.size(); ++i)
    drawing.add(draw_points(panel, plot.series[i], shift_of(plot, panel.x, i)));
  draw_line_labels(drawing, panel, plot.lines);
}

void draw_lower(Node& drawing, const Plot& plot, const Panel& panel) {
  draw_band(drawing, panel, {-2, 2});
  draw_x_axis(drawing, panel.box, panel.x, x_ticks(plot, panel.x, panel.box), true);
  draw_y_axis(drawing, panel.box, panel.y, ticks(panel.y, residual_ticks));
  drawing.add(svg::line("zero", {panel.box.left, panel.y(0)}, {panel.box.right(), panel.y(0)}));
  draw_y_title(drawing, panel.box, {"z", {}, "s.e."}, svg::title_size);
  for (std::size_t i = 0; i < plot.series.size(); ++i)
    drawing.add(draw_residuals(panel, plot.series[i], shift_of(plot, panel.x, i)));
}

}  // namespace

Node draw_plot(const Plot& plot) {
  const svg::Box upper = upper_box(plot);
  const svg::Box lower{upper.left, upper.bottom() + panel_gap, upper.width, residual_height};
  const svg::Box& lowest = plot.residuals ? lower : upper;
  Node drawing = svg::drawing(plot.width, lowest.bottom() + x_title_room, plot.words);
  const Scale x = horizontal_scale(plot, upper);
  if (plot.legend) draw_legend(drawing, plot, upper.left);
  draw_upper(drawing, plot, {upper, x, vertical_scale(plot, upper)});
  if (plot.residuals) draw_lower(drawing, plot, {lower, x, residual_scale(plot, lower)});
  draw_x_title(drawing, lowest, plot.x);
  return drawing;
}

Node draw_legend_alone(const Plot& plot, double width) {
  Plot wide = plot;
  wide.width = width;
  Node drawing = svg::drawing(width, legend_height(wide), "legend");
  draw_legend(drawing, wide, 0);
  return drawing;
}

bool has_content(const PlotLine& line) {
  return std::any_of(line.points.begin(), line.points.end(),
                     [](const svg::Position& point) { return std::isfinite(point.y); });
}

bool has_theory(const Plot& plot) {
  return std::any_of(plot.lines.begin(), plot.lines.end(), [](const PlotLine& line) {
    return line.stroke == PlotLine::Stroke::theory && has_content(line);
  });
}

bool has_content(const Plot& plot) {
  return !x_range(plot).empty && !y_range(plot).empty;
}

}  // namespace widefield
