#pragma once
#include <string>
#include <vector>

#include "host/report/page/html.hpp"
#include "host/report/plot/quantity.hpp"

namespace widefield {

/// A function on the grid of two swept numbers, [row][column], NaN where it is not known.
struct HeatMap {
  std::string words;
  AxisTitle x, y, colour;
  std::vector<double> columns, rows;               // ascending
  std::vector<std::vector<double>> values;         // shown as colour
  std::vector<std::vector<std::string>> notes;     // shown when a cell is hovered
  std::vector<std::vector<double>> solid, dashed;  // functions whose contours are drawn, or empty
  double level = 1;                                // of the contours
  double centre = no_centre;  // colours part here (1 for a slope, 0 for residuals)
  double reach = 0;           // of the colours about the centre; 0: as far as the values go

  static constexpr double no_centre = -1e300;
};

/// The measured quantity with the contour chi_1 = 1 of theory (solid) and, where the quantity is
/// chi_1 itself, of the measurement (dashed).
HeatMap quantity_map(const Family& family, const Quantity& quantity);
/// Its residuals in standard errors.
HeatMap residual_map(const Family& family, const Quantity& quantity);

html::Node draw_heat_map(const HeatMap& map);

/// A segment of a contour between cell centres, in columns and rows counted from 0.
struct Segment {
  double x0 = 0, y0 = 0, x1 = 0, y1 = 0;
};
/// Marching squares with linear interpolation; a cell with an unknown corner has no contour.
std::vector<Segment> contour(const std::vector<std::vector<double>>& values, double level);

}  // namespace widefield
