#pragma once
#include <vector>

#include "host/report/figure/family.hpp"
#include "host/report/page/caption.hpp"

namespace widefield {

/// The figures of one experiment: curves, decays, extrapolations, histograms.
std::vector<html::Node> experiment_figures(const ExperimentResult& result, FigureCounter& counter);

/// The figures of a sweep: quantities against the swept parameters, curves of its points.
std::vector<html::Node> sweep_figures(const Family& family, FigureCounter& counter);

}  // namespace widefield
