#pragma once
#include <string>

#include "host/report/plot/plot.hpp"
#include "widefield/results.hpp"

namespace widefield {

/// A Lyapunov spectrum: exponents against the rank fraction (i - 1/2) / N, where every width falls
/// on the theory of infinite width up to O(1/N); residuals underneath against the theory at each
/// width, as far as it reaches. `id` is unique.
Plot exponents_plot(const ExperimentResult& result, const std::string& observable,
                    const std::string& id);

}  // namespace widefield
