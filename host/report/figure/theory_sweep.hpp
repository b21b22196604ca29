#pragma once
#include <string>
#include <vector>

#include "host/report/figure/family.hpp"
#include "host/report/plot/svg.hpp"

namespace widefield {

/// The theory between the points of a sweep over one number, so that its line is smooth and shows
/// where a quantity diverges.
struct TheorySweep {
  std::vector<double> place;            // values of the swept key, ascending
  std::vector<Prediction> predictions;  // one at each place

  /// A scalar of the theory along the sweep; empty where the theory does not name it.
  std::vector<svg::Position> curve(std::string_view name) const;
};

/// Empty for keys other than the variances and the dropout, for architectures without theory, and
/// for settings that no experiment file may have.
TheorySweep theory_sweep(const Family& family, const std::string& key);

}  // namespace widefield
