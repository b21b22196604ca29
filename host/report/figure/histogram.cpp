#include "host/report/figure/histogram.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "host/report/figure/curve.hpp"
#include "host/report/plot/format.hpp"
#include "host/report/plot/marks.hpp"
#include "host/report/plot/palette.hpp"

namespace widefield {
namespace {

using html::attribute;
using html::element;
using html::Node;

constexpr double drawing_width = 304, panel_height = 160, top_margin = 26, right_margin = 12;
constexpr int normal_samples = 120;

std::uint64_t total(const Histogram& histogram) {
  return std::accumulate(histogram.counts.begin(), histogram.counts.end(), std::uint64_t{0});
}

double density(const Histogram& histogram, std::size_t bin) {
  const double width = histogram.edges[bin + 1] - histogram.edges[bin];
  return static_cast<double>(histogram.counts[bin]) /
         (static_cast<double>(total(histogram)) * width);
}

/// The bins between the first and the last that count anything.
std::pair<std::size_t, std::size_t> occupied(const Histogram& histogram) {
  const auto filled = [](std::uint64_t n) { return n > 0; };
  const auto& counts = histogram.counts;
  const auto first = std::find_if(counts.begin(), counts.end(), filled);
  const auto last = std::find_if(counts.rbegin(), counts.rend(), filled);
  return {static_cast<std::size_t>(first - counts.begin()),
          static_cast<std::size_t>(counts.rend() - last)};
}

double normal(double x, double mean, double variance) {
  const double distance = x - mean;
  return std::exp(-distance * distance / (2 * variance)) /
         std::sqrt(2 * std::numbers::pi * variance);
}

Panel panel_of(const Histogram& histogram) {
  const auto [first, last] = occupied(histogram);
  Range x, y;
  x.include(histogram.edges[first]), x.include(histogram.edges[last]);
  y.include(0);
  for (std::size_t bin = first; bin < last; ++bin)
    y.include(density(histogram, bin));
  if (histogram.variance > 0) y.include(normal(0, 0, histogram.variance));
  svg::Box box{0, top_margin, 1, panel_height};
  const Scale heights{0, y.high * 1.05, box.bottom(), box.top, false};
  box.left = y_title_room + label_room(ticks(heights, 4));
  box.width = drawing_width - box.left - right_margin;
  return {box, linear_scale(x, box.left, box.right()), heights};
}

Node bar(const Histogram& histogram, const Panel& panel, std::size_t bin) {
  const double left = panel.x(histogram.edges[bin]), right = panel.x(histogram.edges[bin + 1]);
  const double top = panel.y(density(histogram, bin));
  const std::string note = significant(histogram.edges[bin], 5) + " to " +
                           significant(histogram.edges[bin + 1], 5) + ": " +
                           count(histogram.counts[bin]) + " networks";
  return element("g", attribute("class", "point"), element("title", note),
                 svg::rectangle("count", {left, top, right - left, panel.box.bottom() - top}));
}

PlotLine normal_line(const Histogram& histogram, const Panel& panel) {
  PlotLine line;
  for (int i = 0; i <= normal_samples && histogram.variance > 0; ++i) {
    const double x = panel.x.low + (panel.x.high - panel.x.low) * i / normal_samples;
    line.points.push_back({x, normal(x, histogram.mean, histogram.variance)});
  }
  return line;
}

AxisTitle title_of(const Histogram& histogram) {
  const NamedSymbol name = named_symbol(histogram.observable);
  AxisTitle title{"", parse_symbol(shortened(name.symbol, 30)), ""};
  if (name.symbol.empty()) title.words = shortened(name.words, 30);
  return title;
}

}  // namespace

bool can_be_drawn(const Histogram& histogram) {
  const auto& edges = histogram.edges;
  const auto finite = [](double edge) { return std::isfinite(edge); };
  const auto ascends_not = [](double a, double b) { return !(a < b); };
  return edges.size() == histogram.counts.size() + 1 && total(histogram) > 0 &&
         std::all_of(edges.begin(), edges.end(), finite) &&
         std::adjacent_find(edges.begin(), edges.end(), ascends_not) == edges.end();
}

Node draw_histogram(const Histogram& histogram, const std::string& id) {
  const Panel panel = panel_of(histogram);
  const std::string heading =
      "layer " + std::to_string(histogram.layer) +
      ", N = " + count(static_cast<std::uint64_t>(std::max<std::int64_t>(histogram.width, 0)));
  const std::string words = "distribution of " + histogram.observable + ", " + heading;
  Node drawing = svg::drawing(drawing_width, panel.box.bottom() + x_title_room, words);
  drawing.add(svg::text("label", {panel.box.left, 16}, svg::Anchor::start).add(heading));
  draw_x_axis(drawing, panel.box, panel.x, ticks(panel.x, 5), true);
  draw_y_axis(drawing, panel.box, panel.y, ticks(panel.y, 4));
  draw_x_title(drawing, panel.box, title_of(histogram));
  draw_y_title(drawing, panel.box, {"density", {}, ""}, svg::title_size);
  const auto [first, last] = occupied(histogram);
  Node bars = element("g", attribute("class", "s0"));
  for (std::size_t bin = first; bin < last; ++bin)
    if (histogram.counts[bin] > 0) bars.add(bar(histogram, panel, bin));
  drawing.add(std::move(bars));
  Node inside = svg::clipped(panel.box, id + "c");
  draw_line(inside, panel, normal_line(histogram, panel));
  return drawing.add(std::move(inside));
}

}  // namespace widefield
