#include "host/report/figure/heatmap.hpp"

#include <algorithm>
#include <cmath>

#include "host/report/figure/sweep.hpp"
#include "host/report/plot/format.hpp"
#include "host/report/plot/marks.hpp"
#include "host/report/plot/palette.hpp"
#include "host/report/plot/plot.hpp"

namespace widefield {
namespace {

using html::attribute;
using html::element;
using html::Node;

using Grid = std::vector<std::vector<double>>;

constexpr double drawing_width = 460, panel_height = 300, top_margin = 12;
constexpr double bar_gap = 16, bar_width = 14, bar_labels = 58;
constexpr int bar_steps = 64;
/// Residuals beyond this many standard errors get the last colour.
constexpr double most_residual = 4;

std::vector<double> distinct(const Family& family, const std::string& key) {
  std::vector<double> numbers;
  for (const ExperimentResult* point : family.points)
    numbers.push_back(coordinate_number(*point, key));
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  return numbers;
}

std::size_t index_of(const std::vector<double>& numbers, double number) {
  return static_cast<std::size_t>(std::lower_bound(numbers.begin(), numbers.end(), number) -
                                  numbers.begin());
}

Grid empty_grid(const HeatMap& map) {
  return Grid(map.rows.size(), std::vector<double>(map.columns.size(), not_known));
}

HeatMap frame(const Family& family, const Quantity& quantity) {
  HeatMap map;
  map.x = key_title(family.keys[0]), map.y = key_title(family.keys[1]);
  map.colour = quantity.title;
  map.words = quantity.title.words + " over " + map.x.words + " and " + map.y.words;
  map.columns = distinct(family, family.keys[0]);
  map.rows = distinct(family, family.keys[1]);
  map.values = map.solid = map.dashed = empty_grid(map);
  map.notes.assign(map.rows.size(), std::vector<std::string>(map.columns.size()));
  return map;
}

/// Calls visit(row, column, point, value or nullptr) for every point of the sweep.
template <class Visit>
void for_each_cell(const HeatMap& map, const Family& family, const Quantity& quantity,
                   const Visit& visit) {
  for (std::size_t i = 0; i < family.points.size(); ++i) {
    const ExperimentResult& point = *family.points[i];
    const std::size_t column = index_of(map.columns, coordinate_number(point, family.keys[0]));
    const std::size_t row = index_of(map.rows, coordinate_number(point, family.keys[1]));
    visit(row, column, point, sharpest(quantity.values[i]));
  }
}

void fill(HeatMap& map, const Family& family, const Quantity& quantity) {
  for_each_cell(map, family, quantity, [&](auto row, auto column, const auto& point, auto* value) {
    const bool itself = is_growth(quantity);
    map.notes[row][column] = coordinates_text(point);
    map.solid[row][column] = theory_scalar(point, "chi_1");
    if (value == nullptr) return;
    map.values[row][column] = value->measured;
    if (itself) map.dashed[row][column] = value->measured, map.solid[row][column] = value->theory;
    map.notes[row][column] += "; " + value_note(*value);
  });
}

// ---- drawing ----------------------------------------------------------------------------------

/// Colours over the range of the values: sequential, or both ways from a centre.
struct Ramp {
  Range range;
  double centre = HeatMap::no_centre, reach = 0;
  bool logarithmic = false;

  bool parted() const { return centre != HeatMap::no_centre; }
  Colour operator()(double value) const {
    if (parted()) return diverging((value - centre) / reach);
    if (logarithmic) return sequential(std::log(value / range.low) / log_span());
    return sequential((value - range.low) / std::max(range.high - range.low, 1e-300));
  }
  double log_span() const { return std::log(range.high / range.low); }
  /// The numbers at the ends of the colour bar.
  Scale scale(double start, double finish) const {
    if (parted()) return {centre - reach, centre + reach, start, finish, false};
    if (range.high > range.low) return {range.low, range.high, start, finish, logarithmic};
    return linear_scale(range, start, finish);
  }
};

Ramp ramp_of(const HeatMap& map) {
  Ramp ramp;
  for (const auto& row : map.values)
    for (const double value : row)
      ramp.range.include(value);
  ramp.centre = map.centre;
  ramp.logarithmic = spans_decades(ramp.range);
  if (ramp.range.empty) ramp.range.include(map.level);
  const double farthest = std::max(ramp.range.high - map.centre, map.centre - ramp.range.low);
  ramp.reach = map.reach > 0 ? map.reach : farthest > 0 ? farthest : 1;
  return ramp;
}

/// Cells of equal size; a fraction of a cell lies linearly between the numbers at the centres.
struct Cells {
  svg::Box box;
  std::size_t columns = 1, rows = 1;

  double width() const { return box.width / static_cast<double>(columns); }
  double height() const { return box.height / static_cast<double>(rows); }
  double x(double column) const { return box.left + (column + 0.5) * width(); }
  double y(double row) const { return box.bottom() - (row + 0.5) * height(); }
};

void draw_cells(Node& drawing, const HeatMap& map, const Cells& cells, const Ramp& ramp) {
  for (std::size_t r = 0; r < cells.rows; ++r)
    for (std::size_t c = 0; c < cells.columns; ++c) {
      if (!std::isfinite(map.values[r][c])) continue;
      const double x = cells.x(static_cast<double>(c)) - cells.width() / 2;
      const double y = cells.y(static_cast<double>(r)) - cells.height() / 2;
      Node cell = svg::rectangle("cell", {x, y, cells.width(), cells.height()});
      cell.add(attribute("fill", ramp(map.values[r][c]).hex()));
      drawing.add(element("g", attribute("class", "point"), element("title", map.notes[r][c]),
                          std::move(cell)));
    }
}

void draw_contour(Node& drawing, const Cells& cells, const Grid& grid, double level, bool dashed) {
  std::string data;
  for (const Segment& s : contour(grid, level))
    data += svg::path_data({{cells.x(s.x0), cells.y(s.y0)}, {cells.x(s.x1), cells.y(s.y1)}});
  if (data.empty()) return;
  const std::string_view css_class = dashed ? "contour-measured" : "contour";
  drawing.add(element("path", attribute("class", css_class), attribute("d", data)));
}

/// 0, k, 2k, ... below `size`, at most `most` of them.
std::vector<std::size_t> every_kth(std::size_t size, std::size_t most) {
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < size; i += (size + most - 1) / most)
    chosen.push_back(i);
  return chosen;
}

/// Numbers of a grid have few digits; a computed one is cut.
std::string label(double value) {
  const std::string all = shortest(value), few = significant(value, 3);
  return all.size() < few.size() ? all : few;
}

/// As many labels as fit, evenly chosen, each under or beside its row or column.
void draw_labels(Node& drawing, const HeatMap& map, const Cells& cells) {
  constexpr double space = 52;
  const auto most_columns = static_cast<std::size_t>(std::max(2.0, cells.box.width / space));
  const auto most_rows = static_cast<std::size_t>(std::max(2.0, cells.box.height / 24));

  const double below = cells.box.bottom() + 18, left = cells.box.left - 8;
  for (const std::size_t c : every_kth(cells.columns, most_columns)) {
    const svg::Position at{cells.x(static_cast<double>(c)), below};
    drawing.add(svg::text("tick-label", at, svg::Anchor::middle).add(label(map.columns[c])));
  }
  for (const std::size_t r : every_kth(cells.rows, most_rows)) {
    const svg::Position at{left, cells.y(static_cast<double>(r)) + 0.36 * svg::tick_size};
    drawing.add(svg::text("tick-label", at, svg::Anchor::end).add(label(map.rows[r])));
  }
}

void draw_colour_bar(Node& drawing, const HeatMap& map, const svg::Box& panel, const Ramp& ramp) {
  const svg::Box box{panel.right() + bar_gap, panel.top, bar_width, panel.height};
  const Scale scale = ramp.scale(box.bottom(), box.top);
  for (int i = 0; i < bar_steps; ++i) {
    const double step = box.height / bar_steps, y = box.top + step * i;
    const double part = 1 - (i + 0.5) / bar_steps;
    const double value = scale.logarithmic ? scale.low * std::pow(scale.high / scale.low, part)
                                           : scale.low + part * (scale.high - scale.low);
    Node piece = svg::rectangle("cell", {box.left, y, box.width, step + 0.5});
    drawing.add(std::move(piece.add(attribute("fill", ramp(value).hex()))));
  }
  const Ticks marks = ticks(scale, 6);
  for (std::size_t i = 0; i < marks.major.size(); ++i) {
    const double y = scale(marks.major[i]);
    drawing.add(svg::line("tick", {box.right(), y}, {box.right() + 4, y}));
    const svg::Position at{box.right() + 8, y + 0.36 * svg::tick_size};
    drawing.add(svg::text("tick-label", at, svg::Anchor::start).add(marks.labels[i]));
  }
  AxisTitle title = map.colour;
  if (!title.symbol.atoms.empty()) title.words.clear();
  draw_y_title(drawing, box, title, drawing_width - 8);
}

}  // namespace

HeatMap quantity_map(const Family& family, const Quantity& quantity) {
  HeatMap map = frame(family, quantity);
  fill(map, family, quantity);
  if (quantity.name.starts_with("chi_")) map.centre = 1;
  return map;
}

HeatMap residual_map(const Family& family, const Quantity& quantity) {
  HeatMap map = frame(family, quantity);
  fill(map, family, quantity);
  for_each_cell(map, family, quantity, [&](auto row, auto column, const auto&, auto* value) {
    const double z = value ? value->z : not_known;
    map.values[row][column] = std::isnan(z) ? z : std::clamp(z, -most_residual, most_residual);
  });
  map.solid.clear(), map.dashed.clear();
  map.colour = {"residual", {}, "s.e."};
  map.words = "residuals of the " + map.words;
  map.centre = 0, map.reach = most_residual;
  return map;
}

Node draw_heat_map(const HeatMap& map) {
  constexpr double row_labels = 48;
  const double left = y_title_room + row_labels;
  const svg::Box box{left, top_margin, drawing_width - left - bar_gap - bar_width - bar_labels,
                     panel_height};
  const Cells cells{box, map.columns.size(), map.rows.size()};
  Node drawing = svg::drawing(drawing_width, box.bottom() + x_title_room, map.words);
  const Ramp ramp = ramp_of(map);
  draw_cells(drawing, map, cells, ramp);
  drawing.add(svg::rectangle("frame", box));
  draw_contour(drawing, cells, map.solid, map.level, false);
  draw_contour(drawing, cells, map.dashed, map.level, true);
  draw_labels(drawing, map, cells);
  draw_x_title(drawing, box, map.x);
  draw_y_title(drawing, box, map.y, svg::title_size);
  draw_colour_bar(drawing, map, box, ramp);
  return drawing;
}

}  // namespace widefield
