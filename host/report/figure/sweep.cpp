#include "host/report/figure/sweep.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "host/report/plot/format.hpp"
#include "host/report/plot/marks.hpp"
#include "host/report/plot/palette.hpp"

namespace widefield {
namespace {

using html::attribute;
using html::element;
using html::Node;

/// Where chi_1 = 1 at the other parameters of this point, if the key is the weight variance.
void add_critical_mark(Plot& plot, const Family& family, const std::string& key) {
  if (last_part(key) != "weight_variance") return;
  const double critical = theory_scalar(family.first(), "critical_weight_variance");
  if (!std::isfinite(critical)) return;
  plot.marks.push_back({critical, true, "χ₁ = 1 at " + significant(critical, 4)});
}

std::vector<std::size_t> by_coordinate(const Family& family, const std::string& key) {
  std::vector<std::size_t> order(family.points.size());
  for (std::size_t i = 0; i < order.size(); ++i)
    order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return coordinate_number(*family.points[a], key) < coordinate_number(*family.points[b], key);
  });
  return order;
}

PlotLine theory_line(const Family& family, const Quantity& quantity, const std::string& key) {
  PlotLine line{"theory, N → ∞", "", PlotLine::Stroke::theory, -1, {}};
  for (const std::size_t i : by_coordinate(family, key)) {
    const QuantityValue* value = sharpest(quantity.values[i]);
    const double scalar = theory_scalar(*family.points[i], quantity.name);
    const double theory = value && !std::isnan(value->theory) ? value->theory : scalar;
    line.points.push_back({coordinate_number(*family.points[i], key), theory});
  }
  return line;
}

/// A divergence leaves the panel: it is drawn up to this many times the largest value at the points
/// of the sweep.
std::vector<svg::Position> within_reach(std::vector<svg::Position> curve, const PlotLine& points) {
  constexpr double reach = 1000;
  double largest = 0;
  for (const svg::Position& point : points.points)
    if (std::isfinite(point.y)) largest = std::max(largest, std::abs(point.y));
  for (svg::Position& point : curve)
    if (std::isinf(point.y) || std::abs(point.y) > reach * largest)
      point.y = std::copysign(reach * largest, point.y);
  return curve;
}

void add_point(Plot& plot, const QuantityValue& value, double x, const std::string& where) {
  const bool limit = value.width == 0;
  const std::string label =
      limit ? "N → ∞, extrapolated" : "N = " + count(static_cast<std::uint64_t>(value.width));
  auto series = std::find_if(plot.series.begin(), plot.series.end(),
                             [&](const PlotSeries& s) { return s.label == label; });
  if (series == plot.series.end()) {
    const int style = static_cast<int>(plot.series.size());
    series = plot.series.insert(plot.series.end(), {label, style, {}});
  }
  series->points.push_back(
      {x, value.measured, value.standard_error, value.z, where + "; " + value_note(value)});
}

// ---- categories -------------------------------------------------------------------------------

constexpr double row_height = 22, panel_width = 350, top_margin = 12;
constexpr double right_margin = 18, tick_reach = 8;
constexpr std::size_t longest_name = 12;

std::string name_of(const ExperimentResult& point, const std::string& key) {
  return shortened(coordinate_word(point, key), longest_name);
}

/// Room that the names on the left need.
double name_room(const Family& family, const std::string& key) {
  double widest = 0;
  for (const ExperimentResult* point : family.points)
    widest = std::max(widest, svg::text_width(name_of(*point, key), svg::label_size));
  return widest + 16;
}

Range category_range(const Family& family, const Quantity& quantity) {
  Range range;
  range.include(1);  // the line that tells growing from shrinking
  for (std::size_t i = 0; i < family.points.size(); ++i) {
    range.include(theory_scalar(*family.points[i], quantity.name));
    for (const QuantityValue& value : quantity.values[i])
      range.include(value.measured), range.include(value.theory);
  }
  return range;
}

void draw_category(Node& drawing, const Scale& x, double y, const Quantity& quantity,
                   std::size_t point) {
  const QuantityValue* value = sharpest(quantity.values[point]);
  if (value == nullptr) return;
  if (x.contains(value->theory)) {
    const double at = x(value->theory);
    drawing.add(svg::line("line", {at, y - tick_reach}, {at, y + tick_reach}));
  }
  if (!x.contains(value->measured)) return;
  Node dot = element("g", attribute("class", "point"), element("title", value_note(*value)));
  const double low = std::max(value->measured - value->standard_error, x.low);
  const double high = std::min(value->measured + value->standard_error, x.high);
  if (low < high) dot.add(svg::line("bar", {x(low), y}, {x(high), y}));
  dot.add(marker(0, x(value->measured), y));
  drawing.add(element("g", attribute("class", "s0"), std::move(dot)));
}

}  // namespace

AxisTitle key_title(const std::string& key) {
  const NamedSymbol name = named_symbol(last_part(key));
  return {shortened(name.words, 40), parse_symbol(name.symbol), ""};
}

Plot sweep_plot(const Family& family, const Quantity& quantity, const TheorySweep& theory,
                const std::string& id) {
  const std::string& key = family.keys.front();
  Plot plot;
  plot.id = id;
  plot.x = key_title(key), plot.y = quantity.title;
  plot.words = plot.y.words + " against " + plot.x.words;
  plot.height = 260;
  plot.lines.push_back(theory_line(family, quantity, key));
  std::vector<svg::Position> smooth = theory.curve(quantity.name);
  if (quantity.scalar && !smooth.empty())
    plot.lines.back() = {"theory, N → ∞",
                         "",
                         PlotLine::Stroke::theory,
                         -1,
                         within_reach(std::move(smooth), plot.lines.back()),
                         true};
  for (const std::size_t i : by_coordinate(family, key))
    for (const QuantityValue& value : quantity.values[i]) {
      const ExperimentResult& point = *family.points[i];
      add_point(plot, value, coordinate_number(point, key), coordinates_text(point));
      plot.residuals = plot.residuals || !std::isnan(value.z);
    }
  add_critical_mark(plot, family, key);
  return plot;
}

Node draw_categories(const Family& family, const Quantity& quantity, const std::string& key,
                     bool names) {
  const double left = names ? name_room(family, key) : 16, width = panel_width + left;
  const double height = row_height * static_cast<double>(family.points.size());
  const svg::Box box{left, top_margin, panel_width - right_margin, height};
  const std::string words = quantity.title.words + " for every " + key_title(key).words;
  Node drawing = svg::drawing(width, box.bottom() + x_title_room, words);
  const Scale x = fitting_scale(category_range(family, quantity), box.left, box.right());
  draw_x_axis(drawing, box, x, ticks(x, 5), true);
  draw_x_title(drawing, box, quantity.title);
  drawing.add(svg::line("mark", {x(1), box.top}, {x(1), box.bottom()}));
  for (std::size_t i = 0; i < family.points.size(); ++i) {
    const double y = box.top + row_height * (static_cast<double>(i) + 0.5);
    drawing.add(svg::line("grid", {box.left, y}, {box.right(), y}));
    const std::string name = name_of(*family.points[i], key);
    const svg::Position at{box.left - 8, y + 0.36 * svg::label_size};
    if (names && !name.empty()) drawing.add(svg::text("label", at, svg::Anchor::end).add(name));
    draw_category(drawing, x, y, quantity, i);
  }
  return drawing;
}

}  // namespace widefield
