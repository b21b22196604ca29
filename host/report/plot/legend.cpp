#include "host/report/plot/legend.hpp"

#include "host/report/plot/format.hpp"
#include "host/report/plot/marks.hpp"
#include "host/report/plot/palette.hpp"

namespace widefield {
namespace {

using html::Node;
using svg::Anchor;

constexpr double row_height = 20, sample_line = 26, sample_marker = 12, gap = 6, between = 20;
constexpr std::size_t longest_label = 40;

struct Entry {
  std::string label;
  const PlotLine* line = nullptr;  // or a marker of this style
  int style = 0;
  double x = 0;
  int row = 0;

  double sample() const { return line ? sample_line : sample_marker; }
  double width() const { return sample() + gap + svg::text_width(label, svg::label_size); }
};

std::vector<Entry> entries(const Plot& plot) {
  std::vector<Entry> list;
  for (const PlotSeries& series : plot.series)
    if (!series.label.empty())
      list.push_back({shortened(series.label, longest_label), nullptr, series.style});
  for (const PlotLine& line : plot.lines)
    if (!line.label.empty() && has_content(line))
      list.push_back({shortened(line.label, longest_label), &line, 0});
  double x = 0;
  int row = 0;
  for (Entry& entry : list) {
    constexpr double sides = 60;  // axis labels on the left, a margin on the right
    if (x > 0 && x + entry.width() > plot.width - sides) x = 0, ++row;
    entry.x = x;
    entry.row = row;
    x += entry.width() + between;
  }
  return list;
}

void draw_sample(Node& drawing, const Entry& entry, double x, double y) {
  if (entry.line == nullptr) {
    Node group = html::element("g", html::attribute("class", series_class(entry.style).text));
    drawing.add(std::move(group.add(marker(entry.style, x + sample_marker / 2, y))));
    return;
  }
  PlotLine sample = *entry.line;
  sample.points = {{0, 0}, {1, 0}};
  const Panel panel{{}, {0, 1, x, x + sample_line}, {0, 1, y, y + 1}};
  draw_line(drawing, panel, sample);
}

}  // namespace

double legend_height(const Plot& plot) {
  const std::vector<Entry> list = entries(plot);
  return list.empty() ? 0 : row_height * (list.back().row + 1);
}

void draw_legend(Node& drawing, const Plot& plot, double left) {
  for (const Entry& entry : entries(plot)) {
    const double x = left + entry.x, y = row_height * (entry.row + 0.5);
    draw_sample(drawing, entry, x, y);
    const svg::Position at{x + entry.sample() + gap, y + 0.36 * svg::label_size};
    drawing.add(svg::text("label", at, Anchor::start).add(entry.label));
  }
}

}  // namespace widefield
