#pragma once
#include <string>
#include <vector>

namespace widefield {

/// The finite numbers of a figure along one axis.
struct Range {
  double low = 0, high = 0;
  bool empty = true;

  /// Widens the range. A number that is not finite or beyond 1e150 is left out.
  void include(double value);
};

/// Maps numbers to pixels, linearly or by their logarithm.
struct Scale {
  double low = 0, high = 1;      // numbers, low < high; positive if logarithmic
  double start = 0, finish = 1;  // pixels of low and high; start > finish for a vertical axis
  bool logarithmic = false;

  double operator()(double value) const;
  /// Whether a number is drawn at all; false for NaN.
  bool contains(double value) const { return value >= low && value <= high; }
};

/// A quantity is drawn on a logarithmic axis when it is positive and spans this many decades.
inline constexpr double decades_for_logarithm = 2;
bool spans_decades(const Range& range);

/// A scale that shows the whole range with a margin. An empty range shows 0 to 1, a single number
/// its neighbourhood.
Scale linear_scale(const Range& range, double start, double finish);
/// The range must be positive.
Scale logarithmic_scale(const Range& range, double start, double finish);
/// Logarithmic if the range spans decades, else linear.
Scale fitting_scale(const Range& range, double start, double finish);

/// Where an axis is marked. Major ticks are 1, 2 or 5 times a power of ten apart, or powers of ten.
struct Ticks {
  std::vector<double> major, minor;  // ascending, all inside the scale
  std::vector<std::string> labels;   // of the major ticks, with as few digits as tell them apart
};

/// About `wanted` major ticks, at least 2.
Ticks ticks(const Scale& scale, int wanted);
/// Only integers, for layers.
Ticks integer_ticks(const Scale& scale, int wanted);

}  // namespace widefield
