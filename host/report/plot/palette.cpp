#include "host/report/plot/palette.hpp"

#include <algorithm>
#include <cmath>

namespace widefield {
namespace {

using html::attribute;
using html::element;
using html::Node;

constexpr std::array<html::Verbatim, series_styles> classes = {"s0", "s1", "s2", "s3", "s4", "s5"};
constexpr std::array<html::Verbatim, series_styles> names = {"m0", "m1", "m2", "m3", "m4", "m5"};
constexpr std::array<html::Verbatim, series_styles> references = {"#m0", "#m1", "#m2",
                                                                  "#m3", "#m4", "#m5"};
/// Circle, square, triangle, diamond, triangle upside down, plus; of about the same area.
constexpr std::array<html::Verbatim, series_styles> shapes = {
    "M-3.6 0a3.6 3.6 0 1 0 7.2 0a3.6 3.6 0 1 0 -7.2 0z",
    "M-3.2 -3.2H3.2V3.2H-3.2z",
    "M0 -4.4L4.2 3H-4.2z",
    "M0 -4.6L4.6 0L0 4.6L-4.6 0z",
    "M0 4.4L4.2 -3H-4.2z",
    "M-1.5 -4.3H1.5V-1.5H4.3V1.5H1.5V4.3H-1.5V1.5H-4.3V-1.5H-1.5z"};

/// Cividis at seven equal steps [Nunez, Anderton, Renslow 2018, doi:10.1371/journal.pone.0199239].
constexpr std::array<Colour, 7> cividis = {{{0, 32, 76},
                                            {31, 59, 110},
                                            {80, 87, 108},
                                            {123, 122, 119},
                                            {163, 153, 120},
                                            {208, 190, 103},
                                            {255, 233, 69}}};
/// Blue to orange, both ends of equal darkness [ColorBrewer 2.0, PuOr and RdBu, their ends].
constexpr std::array<Colour, 7> blue_orange = {{{5, 48, 97},
                                                {67, 130, 180},
                                                {170, 205, 226},
                                                {247, 247, 247},
                                                {250, 196, 133},
                                                {213, 117, 31},
                                                {127, 59, 8}}};

std::size_t style_of(int series) {
  return static_cast<std::size_t>(series % series_styles);
}

int mixed(int a, int b, double part) {
  return static_cast<int>(std::lround(a + part * (b - a)));
}

/// Linear between the colours of a table, `part` from 0 to 1.
Colour between(const std::array<Colour, 7>& table, double part) {
  const double place = std::clamp(part, 0.0, 1.0) * (table.size() - 1);
  const auto left = std::min(static_cast<std::size_t>(place), table.size() - 2);
  const double rest = place - static_cast<double>(left);
  const Colour &a = table[left], &b = table[left + 1];
  return {mixed(a.red, b.red, rest), mixed(a.green, b.green, rest), mixed(a.blue, b.blue, rest)};
}

double linear_light(int channel) {
  const double value = channel / 255.0;
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

/// Relative luminance [WCAG 2.1, definition of relative luminance].
double luminance(const Colour& c) {
  return 0.2126 * linear_light(c.red) + 0.7152 * linear_light(c.green) +
         0.0722 * linear_light(c.blue);
}

}  // namespace

html::Verbatim series_class(int series) {
  return classes[style_of(series)];
}

Node marker_shapes() {
  Node defs = element("defs");
  for (std::size_t i = 0; i < shapes.size(); ++i)
    defs.add(element("path", attribute("id", names[i].text), attribute("d", shapes[i].text)));
  return element("svg", attribute("class", "shapes"), attribute("width", "0"),
                 attribute("height", "0"), attribute("aria-hidden", "true"), std::move(defs));
}

Node marker(int series, double x, double y) {
  return element("use", attribute("href", references[style_of(series)].text), attribute("x", x),
                 attribute("y", y));
}

std::string Colour::hex() const {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out = "#";
  for (const int channel : {red, green, blue}) {
    out += digits[static_cast<std::size_t>(channel / 16)];
    out += digits[static_cast<std::size_t>(channel % 16)];
  }
  return out;
}

Colour sequential(double part) {
  return between(cividis, part);
}

Colour diverging(double part) {
  return between(blue_orange, (part + 1) / 2);
}

html::Verbatim ink_on(const Colour& background) {
  constexpr double equal_contrast = 0.179;  // where black and white have the same contrast
  return luminance(background) > equal_contrast ? html::Verbatim("#000000")
                                                : html::Verbatim("#ffffff");
}

}  // namespace widefield
