#pragma once
#include <string>

#include "host/report/plot/scale.hpp"
#include "host/report/plot/svg.hpp"
#include "host/report/plot/symbol.hpp"

namespace widefield {

/// What stands beside an axis: words, the symbol, the unit in brackets; each may be empty.
struct AxisTitle {
  std::string words;
  Symbol symbol;
  std::string unit;
};

/// Line, ticks and labels along the lower edge of the box, grid lines across it. `labels` false:
/// ticks only, where another panel below carries the labels.
void draw_x_axis(html::Node& drawing, const svg::Box& box, const Scale& scale, const Ticks& ticks,
                 bool labels);
/// The same along the left edge.
void draw_y_axis(html::Node& drawing, const svg::Box& box, const Scale& scale, const Ticks& ticks);

void draw_x_title(html::Node& drawing, const svg::Box& box, const AxisTitle& title);
/// Turned by a right angle, `left` pixels from the left edge of the drawing.
void draw_y_title(html::Node& drawing, const svg::Box& box, const AxisTitle& title, double left);

/// Room that the labels of a vertical axis need on the left of the box.
double label_room(const Ticks& ticks);

/// Room below the box for the labels, and for the labels and a title.
inline constexpr double x_label_room = 20, x_title_room = 44;
/// Room on the left of the labels for the turned title.
inline constexpr double y_title_room = 24;

}  // namespace widefield
