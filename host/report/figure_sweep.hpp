#pragma once
#include <string>
#include <vector>

#include "host/report/plot.hpp"
#include "host/report/quantity.hpp"

namespace widefield {

/// A quantity against one swept number: theory through the points as a line, broken where it
/// diverges; every width with error bars; residuals underneath; a mark where chi_1 = 1.
Plot sweep_plot(const Family& family, const Quantity& quantity, const std::string& key,
                const std::string& id);

/// A quantity for every value of a swept word (activations): one row each, theory as a tick,
/// measurements as markers. Panels stand side by side; only the first carries the names.
html::Node draw_categories(const Family& family, const Quantity& quantity, const std::string& key,
                           bool names);

/// The axis of a swept key.
AxisTitle key_title(const std::string& key);

}  // namespace widefield
