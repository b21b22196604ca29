#include "host/report/plot/marks.hpp"

#include <algorithm>
#include <cmath>

#include "host/report/plot/format.hpp"
#include "host/report/plot/palette.hpp"

namespace widefield {
namespace {

using html::attribute;
using html::element;
using html::Node;
using svg::Anchor;
using svg::Position;

/// Half the length of the caps; bars shorter than the marker have none.
constexpr double cap = 2.5, marker_radius = 4.5;
constexpr double end_label_gap = 6, above_line = 9;
constexpr std::size_t longest_end_label = 28;
/// Names closer than this would overlap.
constexpr double name_gap = svg::label_size + 3;

Position place(const Panel& panel, double x, double y) {
  const bool drawn = panel.x.contains(x) && std::isfinite(y) && (!panel.y.logarithmic || y > 0);
  if (!drawn) return {not_known, not_known};
  return {panel.x(x), panel.y(y)};
}

html::Verbatim stroke_class(PlotLine::Stroke stroke) {
  switch (stroke) {
    case PlotLine::Stroke::dashed:
      return "line dashed";
    case PlotLine::Stroke::dotted:
      return "line dotted";
    case PlotLine::Stroke::theory:
      break;
  }
  return "line";
}

/// A vertical bar from y - error to y + error, cut off at the panel.
void draw_error_bar(Node& point, const Panel& panel, const PlotPoint& data, double x) {
  const double low = std::max(data.y - data.error, panel.y.low);
  const double high = std::min(data.y + data.error, panel.y.high);
  if (!(data.error > 0) || !std::isfinite(data.error) || !(low < high)) return;
  const double top = panel.y(high), bottom = panel.y(low);
  point.add(svg::line("bar", {x, top}, {x, bottom}));
  if (bottom - top < 2 * marker_radius) return;
  for (const double y : {top, bottom})
    point.add(svg::line("bar", {x - cap, y}, {x + cap, y}));
}

Node point_group(const PlotPoint& data) {
  return element("g", attribute("class", "point"), element("title", data.note));
}

Node series_group(const PlotSeries& series) {
  return element("g", attribute("class", series_class(series.style).text));
}

/// A triangle at the edge of the panel that says: further out.
Node arrow(double x, double y, bool up) {
  const double tip = up ? -6 : 6;
  const std::vector<Position> corners = {{x - 4, y}, {x + 4, y}, {x, y + tip}};
  return element("path", attribute("class", "arrow"),
                 attribute("d", svg::path_data(corners) + "z"));
}

/// The last point of a line that is drawn.
Position end_of(const Panel& panel, const PlotLine& line) {
  for (auto point = line.points.rbegin(); point != line.points.rend(); ++point)
    if (panel.x.contains(point->x) && panel.y.contains(point->y))
      return place(panel, point->x, point->y);
  return {not_known, not_known};
}

std::vector<const PlotLine*> named_lines(const std::vector<PlotLine>& lines) {
  std::vector<const PlotLine*> named;
  for (const PlotLine& line : lines)
    if (!line.end_label.empty()) named.push_back(&line);
  return named;
}

/// Between neighbours; infinite for fewer than two. Numbers that do not exist are left out.
double smallest_gap(std::vector<double> heights) {
  std::erase_if(heights, [](double height) { return std::isnan(height); });
  std::sort(heights.begin(), heights.end());
  double gap = INFINITY;
  for (std::size_t i = 1; i < heights.size(); ++i)
    gap = std::min(gap, heights[i] - heights[i - 1]);
  return gap;
}

/// Where a line is at x, if it has a point there.
Position at_place(const Panel& panel, const PlotLine& line, double x) {
  for (const Position& point : line.points)
    if (point.x == x) return place(panel, point.x, point.y);
  return {not_known, not_known};
}

/// The x at which the named lines are furthest apart, in the left three quarters of the panel,
/// where there is room for a name.
double widest_place(const Panel& panel, const std::vector<PlotLine>& lines) {
  const std::vector<const PlotLine*> named = named_lines(lines);
  double best = 0, widest = -1;
  for (const Position& point : named.front()->points) {
    std::vector<double> heights;
    for (const PlotLine* line : named)
      heights.push_back(at_place(panel, *line, point.x).y);
    const double gap = smallest_gap(heights);
    const bool room = point.x <= panel.x.low + 0.75 * (panel.x.high - panel.x.low);
    if (room && std::isfinite(gap) && gap > widest) widest = gap, best = point.x;
  }
  return best;
}

}  // namespace

void draw_line(Node& group, const Panel& panel, const PlotLine& line) {
  std::vector<Position> pixels;
  for (const Position& point : line.points)
    pixels.push_back(place(panel, point.x, point.y));
  const std::string data = svg::path_data(pixels);
  if (data.empty()) return;
  Node path = element("path", attribute("d", data));
  std::string css_class(stroke_class(line.stroke).text);
  if (line.style >= 0) css_class.append(" ").append(series_class(line.style).text);
  group.add(std::move(path.add(attribute("class", css_class))));
}

void draw_mark(Node& drawing, const Panel& panel, const PlotMark& mark) {
  const Scale& scale = mark.vertical ? panel.x : panel.y;
  if (!scale.contains(mark.value)) return;
  const svg::Box& box = panel.box;
  const double at = scale(mark.value);
  const double width = svg::text_width(mark.label, svg::label_size);
  if (mark.vertical) {
    drawing.add(svg::line("mark", {at, box.top}, {at, box.bottom()}));
    const bool left = at + width + end_label_gap > box.right();
    const Position label{left ? at - end_label_gap : at + end_label_gap, box.top + 14};
    drawing.add(svg::text("label", label, left ? Anchor::end : Anchor::start).add(mark.label));
    return;
  }
  drawing.add(svg::line("mark", {box.left, at}, {box.right(), at}));
  const double above = at - box.top > 20 ? at - 5 : at + 14;
  drawing.add(svg::text("label", {box.right() - 4, above}, Anchor::end).add(mark.label));
}

void draw_band(Node& drawing, const Panel& panel, const PlotBand& band) {
  const double low = std::max(band.low, panel.y.low), high = std::min(band.high, panel.y.high);
  if (!(low < high)) return;
  const double top = panel.y(high), bottom = panel.y(low);
  drawing.add(svg::rectangle("band", {panel.box.left, top, panel.box.width, bottom - top}));
}

Node draw_points(const Panel& panel, const PlotSeries& series, double shift) {
  Node group = series_group(series);
  for (const PlotPoint& data : series.points) {
    if (!panel.x.contains(data.x) || !panel.y.contains(data.y)) continue;
    const double x = panel.x(data.x) + shift;
    Node point = point_group(data);
    draw_error_bar(point, panel, data, x);
    group.add(std::move(point.add(marker(series.style, x, panel.y(data.y)))));
  }
  return group;
}

Node draw_residuals(const Panel& panel, const PlotSeries& series, double shift) {
  Node group = series_group(series);
  for (const PlotPoint& data : series.points) {
    if (!panel.x.contains(data.x) || std::isnan(data.z)) continue;
    const double x = panel.x(data.x) + shift;
    const double z = std::clamp(data.z, panel.y.low, panel.y.high);
    Node point = point_group(data);
    point.add(z == data.z ? marker(series.style, x, panel.y(z)) : arrow(x, panel.y(z), z > 0));
    group.add(std::move(point));
  }
  return group;
}

bool ends_are_apart(const Panel& panel, const std::vector<PlotLine>& lines) {
  std::vector<double> heights;
  for (const PlotLine* line : named_lines(lines))
    heights.push_back(end_of(panel, *line).y);
  return smallest_gap(heights) >= name_gap;
}

void draw_line_labels(Node& drawing, const Panel& panel, const std::vector<PlotLine>& lines) {
  const bool at_ends = ends_are_apart(panel, lines);
  const double x = at_ends ? 0 : widest_place(panel, lines);
  for (const PlotLine* line : named_lines(lines)) {
    const Position at = at_ends ? end_of(panel, *line) : at_place(panel, *line, x);
    if (std::isnan(at.y)) continue;
    const Position shifted{at.x + end_label_gap + (at_ends ? 0 : marker_radius),
                           at.y + (at_ends ? 0.36 * svg::label_size : -above_line)};
    Node label = svg::text(at_ends ? html::Verbatim("label") : html::Verbatim("label on-plot"),
                           shifted, Anchor::start);
    drawing.add(std::move(label.add(shortened(line->end_label, longest_end_label))));
  }
}

double end_label_room(const std::vector<PlotLine>& lines) {
  double widest = 0;
  for (const PlotLine& line : lines) {
    const std::string label = shortened(line.end_label, longest_end_label);
    widest = std::max(widest, svg::text_width(label, svg::label_size));
  }
  return widest > 0 ? widest + 2 * end_label_gap : 0;
}

}  // namespace widefield
