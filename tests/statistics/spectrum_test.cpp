#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "widefield/comparison.hpp"
#include "widefield/jacobian.hpp"
#include "widefield/observable.hpp"
#include "widefield/simulate.hpp"

namespace widefield {
namespace {

constexpr int block = 64;

/// Deep linear Gaussian networks: Fuss-Catalan at infinite width.
Experiment linear_networks(std::uint64_t seed, int depth) {
  Experiment experiment;
  experiment.network.activation = "linear";
  experiment.network.weight_variance = 1;
  experiment.network.bias_variance = 0;
  experiment.network.depth = depth;
  experiment.network.width = {12, 24};
  experiment.inputs.count = 1;
  experiment.measure.observables = {"jacobian_spectrum"};
  experiment.measure.spectrum_grid = {0.05, 0.2, 0.5, 1.1, 2, 3.5};
  experiment.run.seed = seed;
  experiment.compare.tolerance = 0.05;
  return experiment;
}

std::vector<WidthData> simulated(const Experiment& experiment, int blocks) {
  std::vector<WidthData> data;
  for (const std::int64_t width : experiment.network.width) {
    WidthData one{width, "dense", "", {}, {}};
    const BlockReducer reducer(experiment, width);
    for (int b = 0; b < blocks; ++b) {
      std::vector<double> records(block * record_layout(experiment).size());
      simulate(experiment, width, std::uint64_t(b) * block, {}, records);
      one.blocks.emplace_back(b, reducer(std::uint64_t(b) * block, records).moments);
    }
    data.push_back(std::move(one));
  }
  return data;
}

Verdict verdict_of(const ExperimentResult& result) {
  EXPECT_EQ(result.verdicts.size(), 1u);
  return result.verdicts.at(0);
}

const MeasuredScalar& scalar_of(const ExperimentResult& result, const std::string& name) {
  return *std::find_if(result.scalars.begin(), result.scalars.end(), [&](const auto& scalar) {
    return scalar.name == name && scalar.width == 24;
  });
}

// Null: linear networks have the Fuss-Catalan spectrum; 1e-3 for the whole family. 40 runs of a
// right theory at that level: any `disagrees` has probability 4 %, and the seeds are fixed.
TEST(Spectrum, ARightTheoryIsNotRejected) {
  int disagree = 0;
  const Prediction prediction = predict(linear_networks(1, 2));
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const Experiment experiment = linear_networks(seed, 2);
    const ExperimentResult result = compare(experiment, prediction, simulated(experiment, 4));
    disagree += verdict_of(result).verdict == "disagrees";
  }
  EXPECT_EQ(disagree, 0);
}

// Planted: one layer too many in the theory (the second moment is 4 instead of 3 and the mass below
// every point is other by up to 9 %), and weights that are orthogonal in the theory.
TEST(Spectrum, AWrongTheoryIsRejected) {
  const Experiment experiment = linear_networks(7, 2);
  const auto data = simulated(experiment, 8);
  Experiment deeper = linear_networks(7, 3), orthogonal = experiment;
  orthogonal.network.weights = "orthogonal";
  for (const Experiment& wrong : {deeper, orthogonal}) {
    Prediction prediction = predict(wrong);
    for (Curve& curve : prediction.curves)
      curve.layer = {experiment.network.depth};
    EXPECT_EQ(verdict_of(compare(experiment, prediction, data)).verdict, "disagrees");
  }
}

// The distance that fluctuations make shrinks like the root of the number of networks; the measured
// one stays above it by the 1/N of the width, and is far beyond it for a wrong theory.
TEST(Spectrum, DistancesHaveTheirLawFromWholeNetworks) {
  const Experiment experiment = linear_networks(3, 2);
  const Prediction right = predict(experiment);
  const auto few = simulated(experiment, 2), many = simulated(experiment, 8);
  const ExperimentResult of_few = compare(experiment, right, few);
  const ExperimentResult of_many = compare(experiment, right, many);
  for (const char* name : {"jacobian_ks", "jacobian_wasserstein"}) {
    const double ratio = scalar_of(of_few, name).theory / scalar_of(of_many, name).theory;
    EXPECT_NEAR(ratio, 2, 0.4) << name;  // the covariance of 128 networks is known to 12 %
  }
  Experiment orthogonal = experiment;
  orthogonal.network.weights = "orthogonal";
  const ExperimentResult wrong = compare(experiment, predict(orthogonal), many);
  const MeasuredScalar& distance = scalar_of(wrong, "jacobian_ks");
  EXPECT_GT(distance.measured, distance.theory + 10 * distance.standard_error);
}

}  // namespace
}  // namespace widefield
