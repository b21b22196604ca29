#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "host/report/page/html.hpp"

namespace widefield::svg {

/// A rectangle in pixels.
struct Box {
  double left = 0, top = 0, width = 0, height = 0;

  double right() const { return left + width; }
  double bottom() const { return top + height; }
};

struct Position {
  double x = 0, y = 0;
};

/// Height of letters in pixels of the drawing.
inline constexpr double tick_size = 12, title_size = 14, label_size = 12.5;

/// An upper estimate of the width of a text: DejaVu Sans, the widest of the usual faces.
double text_width(std::string_view text, double size);

/// A drawing of this size, which shrinks with the page. `words` is read aloud in its place.
html::Node drawing(double width, double height, std::string_view words);

html::Node line(html::Verbatim css_class, Position from, Position to);
html::Node rectangle(html::Verbatim css_class, const Box& box);

enum class Anchor { start, middle, end };
html::Node text(html::Verbatim css_class, Position at, Anchor anchor);

/// A polyline through the points; a gap wherever a point is not finite.
std::string path_data(const std::vector<Position>& points);

/// A group whose children are cut off at the box; `id` is unique in the document.
html::Node clipped(const Box& box, const std::string& id);

}  // namespace widefield::svg
