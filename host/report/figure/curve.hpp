#pragma once
#include <string>
#include <vector>

#include "host/report/figure/family.hpp"
#include "host/report/plot/plot.hpp"

namespace widefield {

/// Over the layers, or the other axis, of one experiment: theory at infinite width as a line per
/// component, the measurements of every width with error bars, residuals underneath. `id` is
/// unique.
Plot curve_plot(const ExperimentResult& result, const std::string& observable,
                const std::string& id);

/// The distance from the fixed point over layers, on a logarithmic axis (both logarithmic where the
/// theory calls the point critical). Without content where theory names no fixed point, or where
/// the curve comes nowhere near it before the errors do.
Plot decay_plot(const ExperimentResult& result, const std::string& observable,
                const std::string& id);

/// The curves of a few points of a sweep side by side in one panel, each at its largest width.
Plot sweep_curves_plot(const Family& family, const std::string& observable, const std::string& id);

/// What an observable is called on an axis.
AxisTitle observable_title(const ExperimentResult& result, const std::string& observable);

/// "layer 3", "lag 0.5"
std::string place_text(const ResultRow& row);

/// "layer 3, N = 1024: 0.53308(12); theory 0.53305; 0.2 s.e."
std::string row_note(const ResultRow& row);

}  // namespace widefield
