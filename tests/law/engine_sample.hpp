#pragma once
#include <string>

#include "tests/law/two_sample.hpp"
#include "widefield/experiment.hpp"

namespace widefield::law {

/// Networks of `experiment` at one width by one engine, as joint statistics of the last layer and
/// of back-propagation through all: q of the first two inputs, their correlation, log of a squared
/// tangent, its overlap with its input, the mean square of the pre-activations, logs of two
/// gradients, speed and curvature of a circle and the overlap of its velocity and acceleration, the
/// mean Gram matrix of a batch, as far as the experiment measures them. Left and right samples take
/// separate networks: `first` is the number of the first.
struct EngineSample {
  std::string engine;
  std::int64_t width = 24;
  int networks = 4000;
  std::uint64_t first = 0;
};
Sample sample_of(Experiment experiment, const EngineSample& from);

}  // namespace widefield::law
