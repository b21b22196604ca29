#include "host/report/plot/svg.hpp"

#include <cmath>

#include "host/report/plot/format.hpp"

namespace widefield::svg {

using html::attribute;
using html::element;
using html::Node;

namespace {

/// Upper estimates for DejaVu Sans, in parts of its size.
double advance(unsigned char c) {
  constexpr double widest = 1, capital = 0.79, usual = 0.64;
  if (c >= 0x80 || std::string_view("WMmw@%").find(static_cast<char>(c)) != std::string_view::npos)
    return widest;
  return (c >= 'A' && c <= 'Z') || c == '+' || c == '=' ? capital : usual;
}

}  // namespace

double text_width(std::string_view text, double size) {
  double width = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool continues = (byte & 0xC0) == 0x80;  // a character is counted at its first byte
    if (!continues) width += advance(byte);
  }
  return size * width;
}

Node drawing(double width, double height, std::string_view words) {
  const std::string view = "0 0 " + coordinate(width) + " " + coordinate(height);
  constexpr double wide = 600;  // from here on a narrow page scrolls rather than shrinks it to dust
  return element("svg", attribute("class", width > wide ? "plot wide" : "plot"),
                 attribute("viewBox", view), attribute("width", width), attribute("height", height),
                 attribute("role", "group"), attribute("aria-label", words),
                 attribute("tabindex", "0"));
}

Node line(html::Verbatim css_class, Position from, Position to) {
  return element("line", attribute("class", css_class.text), attribute("x1", from.x),
                 attribute("y1", from.y), attribute("x2", to.x), attribute("y2", to.y));
}

Node rectangle(html::Verbatim css_class, const Box& box) {
  return element("rect", attribute("class", css_class.text), attribute("x", box.left),
                 attribute("y", box.top), attribute("width", box.width),
                 attribute("height", box.height));
}

Node text(html::Verbatim css_class, Position at, Anchor anchor) {
  Node node = element("text", attribute("class", css_class.text), attribute("x", at.x),
                      attribute("y", at.y));
  if (anchor == Anchor::middle) node.add(attribute("text-anchor", "middle"));
  if (anchor == Anchor::end) node.add(attribute("text-anchor", "end"));
  return node;
}

std::string path_data(const std::vector<Position>& points) {
  std::string data;
  bool pen_down = false;
  for (const Position& point : points) {
    const bool drawn = std::isfinite(point.x) && std::isfinite(point.y);
    if (drawn) {
      data += pen_down ? "L" : "M";
      data.append(coordinate(point.x)).append(" ").append(coordinate(point.y));
    }
    pen_down = drawn;
  }
  return data;
}

Node clipped(const Box& box, const std::string& id) {
  Node shape = element("clipPath", attribute("id", id), rectangle("clip", box));
  return element("g", element("defs", std::move(shape)),
                 attribute("clip-path", "url(#" + id + ")"));
}

}  // namespace widefield::svg
