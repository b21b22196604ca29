#pragma once
#include <string>
#include <vector>

#include "host/report/figure/theory_sweep.hpp"
#include "host/report/plot/plot.hpp"
#include "host/report/plot/quantity.hpp"

namespace widefield {

/// A quantity against the one swept number of the family: theory as a line, between the points too
/// where `theory` has the quantity; every width with error bars; residuals underneath; a mark where
/// chi_1 = 1.
Plot sweep_plot(const Family& family, const Quantity& quantity, const TheorySweep& theory,
                const std::string& id);

/// A quantity for every value of a swept word (activations): one row each, theory as a tick,
/// measurements as markers. Panels stand side by side; only the first carries the names.
html::Node draw_categories(const Family& family, const Quantity& quantity, const std::string& key,
                           bool names);

/// The axis of a swept key.
AxisTitle key_title(const std::string& key);

}  // namespace widefield
