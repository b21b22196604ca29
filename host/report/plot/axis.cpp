#include "host/report/plot/axis.hpp"

#include <algorithm>

#include "host/report/plot/format.hpp"

namespace widefield {
namespace {

using html::attribute;
using html::Node;
using svg::Anchor;

constexpr double major_length = 5, minor_length = 3, label_gap = 8, label_space = 8;
/// From the line of an axis to the baselines of its labels and its title.
constexpr double x_label_drop = 18, x_title_drop = 38, half_letter = 0.36;

bool is_empty(const AxisTitle& title) {
  return title.words.empty() && title.symbol.atoms.empty() && title.unit.empty();
}

Node title_text(const AxisTitle& title, svg::Position at) {
  Node text = svg::text("axis-title", at, Anchor::middle);
  if (!title.words.empty()) text.add(title.words + (title.symbol.atoms.empty() ? "" : "  "));
  text.add(tspans(title.symbol, svg::title_size));
  if (!title.unit.empty()) text.add(" [" + title.unit + "]");
  return text;
}

double title_width(const AxisTitle& title) {
  const std::string unit = title.unit.empty() ? "" : " [" + title.unit + "]";
  const std::string text = title.words + "  " + plain(title.symbol) + unit;
  return svg::text_width(text, svg::title_size);
}

/// Without the words where they would run out of the box, as long as a symbol stands for them; a
/// symbol that runs out is cut off, and so are words alone.
AxisTitle fitting_title(AxisTitle title, double length) {
  if (title_width(title) > length && !title.symbol.atoms.empty()) title.words.clear();
  while (title_width(title) > length && !title.symbol.atoms.empty())
    title.symbol.atoms.pop_back();
  for (std::size_t characters = 60; title_width(title) > length && characters > 0; --characters)
    title.words = shortened(title.words, characters);
  return title;
}

}  // namespace

void draw_x_axis(Node& drawing, const svg::Box& box, const Scale& scale, const Ticks& ticks,
                 bool labels) {
  const double y = box.bottom();
  for (const double value : ticks.major)
    drawing.add(svg::line("grid", {scale(value), box.top}, {scale(value), y}));
  for (const double value : ticks.minor)
    drawing.add(svg::line("tick", {scale(value), y}, {scale(value), y + minor_length}));
  drawing.add(svg::line("axis", {box.left, y}, {box.right(), y}));
  double free_from = -1e9;  // no label on top of another
  for (std::size_t i = 0; i < ticks.major.size(); ++i) {
    const double x = scale(ticks.major[i]);
    drawing.add(svg::line("tick", {x, y}, {x, y + major_length}));
    const double half = svg::text_width(ticks.labels[i], svg::tick_size) / 2;
    if (!labels || x - half < free_from) continue;
    free_from = x + half + label_space;
    drawing.add(
        svg::text("tick-label", {x, y + x_label_drop}, Anchor::middle).add(ticks.labels[i]));
  }
}

void draw_y_axis(Node& drawing, const svg::Box& box, const Scale& scale, const Ticks& ticks) {
  const double x = box.left;
  for (const double value : ticks.major)
    drawing.add(svg::line("grid", {x, scale(value)}, {box.right(), scale(value)}));
  for (const double value : ticks.minor)
    drawing.add(svg::line("tick", {x - minor_length, scale(value)}, {x, scale(value)}));
  drawing.add(svg::line("axis", {x, box.top}, {x, box.bottom()}));
  double free_below = 1e9;
  for (std::size_t i = 0; i < ticks.major.size(); ++i) {
    const double y = scale(ticks.major[i]);
    drawing.add(svg::line("tick", {x - major_length, y}, {x, y}));
    if (y > free_below) continue;
    free_below = y - svg::tick_size - 2;
    const svg::Position at{x - label_gap, y + half_letter * svg::tick_size};
    drawing.add(svg::text("tick-label", at, Anchor::end).add(ticks.labels[i]));
  }
}

void draw_x_title(Node& drawing, const svg::Box& box, const AxisTitle& title) {
  const AxisTitle fitting = fitting_title(title, box.width);
  const svg::Position at{box.left + box.width / 2, box.bottom() + x_title_drop};
  if (!is_empty(fitting)) drawing.add(title_text(fitting, at));
}

void draw_y_title(Node& drawing, const svg::Box& box, const AxisTitle& title, double left) {
  constexpr double beyond = 44;  // a title may reach beyond the ends of its axis
  const AxisTitle fitting = fitting_title(title, box.height + beyond);
  const svg::Position at{left, box.top + box.height / 2};
  const std::string centre = coordinate(at.x) + " " + coordinate(at.y);
  if (is_empty(fitting)) return;
  drawing.add(title_text(fitting, at).add(attribute("transform", "rotate(-90 " + centre + ")")));
}

double label_room(const Ticks& ticks) {
  double widest = 0;
  for (const std::string& label : ticks.labels)
    widest = std::max(widest, svg::text_width(label, svg::tick_size));
  return widest + label_gap;
}

}  // namespace widefield
