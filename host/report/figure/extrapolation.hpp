#pragma once
#include <string>
#include <vector>

#include "host/report/figure/family.hpp"
#include "host/report/plot/plot.hpp"

namespace widefield {

/// The value against 1/N at a few layers: the widths, the extrapolated intercept with its error,
/// the fitted m(N) = t + a/N (+ b/N^2 from three widths on) and the theory at infinite width. One
/// panel per layer; none where nothing was extrapolated.
std::vector<Plot> extrapolation_plots(const ExperimentResult& result, const std::string& observable,
                                      const std::string& id);

}  // namespace widefield
