#pragma once
#include <array>
#include <string>
#include <string_view>

#include "host/report/page/html.hpp"

namespace widefield {

/// Six series are told apart by colour and, without any colour, by their markers. Further series
/// begin anew.
inline constexpr int series_styles = 6;

/// The style class of a series: s0 .. s5.
html::Verbatim series_class(int series);

/// The shapes m0 .. m5, drawn once per document and used by every figure.
html::Node marker_shapes();

/// A marker of a series at a point.
html::Node marker(int series, double x, double y);

struct Colour {
  int red = 0, green = 0, blue = 0;
  std::string hex() const;
};

/// Dark to light for part 0 to 1, readable in grey and to the colour-blind (cividis).
Colour sequential(double part);
/// Blue over white to orange for part -1 to 1.
Colour diverging(double part);
/// Black or white, whichever can be read on `background`.
html::Verbatim ink_on(const Colour& background);

}  // namespace widefield
