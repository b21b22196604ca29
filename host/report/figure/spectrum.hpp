#pragma once
#include "host/report/plot/plot.hpp"
#include "widefield/results.hpp"

namespace widefield {

/// The density of the squared singular values: free probability as a line, the mass that every
/// width has between neighbouring points of the grid as markers. Logarithmic axes where it spans
/// decades. Nothing to draw where no spectrum was measured.
Plot density_plot(const ExperimentResult& result, const std::string& observable,
                  const std::string& id);

/// Quantile against quantile: where the theory has as much mass below as was measured below a point
/// of the grid, and that point. On the diagonal they agree.
Plot quantile_plot(const ExperimentResult& result, const std::string& observable,
                   const std::string& id);

/// The largest squared singular value relative to the mean, which approaches its edge like
/// N^(-2/3), at every width.
Plot edge_plot(const ExperimentResult& result, const std::string& observable,
               const std::string& id);

}  // namespace widefield
