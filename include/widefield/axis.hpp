#pragma once
#include <array>
#include <optional>
#include <string_view>

namespace widefield {

/// What a row, a curve or a figure lies on. `at` is the coordinate: a layer counts from 1.
enum class Axis { layer, lag, frequency, fraction, singular_value_squared, mode, node };

struct AxisRow {
  std::string_view name;    // in results.json, theory --json and results.nc
  std::string_view words;   // on an axis of a figure
  std::string_view plural;  // "over layers"
  std::string_view symbol;  // likewise
  bool whole;               // its places are whole numbers
  bool logarithmic;         // drawn so
};

// clang-format off
/// In the order of Axis.
inline constexpr std::array<AxisRow, 7> axes = {{
    {"layer",                  "layer",                  "layers",                  "l",      true,  false},
    {"lag",                    "lag",                    "lags",                    "tau",    false, false},
    {"frequency",              "angular frequency",      "angular frequencies",     "omega",  false, false},
    {"fraction",               "rank fraction",          "rank fractions",          "x",      false, false},
    {"singular_value_squared", "squared singular value", "squared singular values", "lambda", false, true},
    {"mode",                   "mode",                   "modes",                   "f",      true,  false},
    {"node",                   "node",                   "nodes",                   "i",      true,  false},
}};
// clang-format on

constexpr const AxisRow& row_of(Axis axis) {
  return axes[static_cast<std::size_t>(axis)];
}
constexpr std::string_view name_of(Axis axis) {
  return row_of(axis).name;
}
constexpr std::optional<Axis> axis_named(std::string_view name) {
  for (std::size_t k = 0; k < axes.size(); ++k)
    if (axes[k].name == name) return Axis(k);
  return std::nullopt;
}

}  // namespace widefield
