#pragma once
#include "widefield/results.hpp"

namespace widefield::sample {

/// Results as a small run of the main job would give them: tanh, ReLU and other networks at the
/// points of the papers, several widths, sweeps over a number, two numbers and a word, histograms,
/// depth scales, and every verdict by every method. Theory from quadratures, measurements with
/// normal noise of fixed seed.
const Results& results();

/// One experiment of it with nothing but a claim.
ExperimentResult bare_experiment();

}  // namespace widefield::sample
