#include "kernels/engine/layered/state.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "kernels/cell/mlp.hpp"
#include "tests/law/engine_sample.hpp"
#include "tests/law/hand_run.hpp"
#include "tests/law/same_law.hpp"
#include "widefield/observable.hpp"
#include "widefield/simulate.hpp"

namespace widefield::law {
namespace {

/// Two chunks of neurons, shared out among several members.
TEST(State, TheBitsDoNotDependOnTheTeam) {
  Network network;
  network.dropout_keep = 0.9;
  HandMade<Mlp> made(network, std::vector<std::int64_t>(3, 64 * chunk_tiles + 100), 2, 0.4);
  for (const WeightLaw weights : {WeightLaw::gaussian, WeightLaw::orthogonal}) {
    made.problem.weights = weights;
    const std::vector<double> alone = run_by_hand<StateWork, float>(made, 5);
    for (const int members : {2, 3})
      EXPECT_EQ((run_by_hand<StateWork, float>(made, 5, members)), alone) << members;
  }
}

/// Inputs of which the second direction is a difference of nearly equal float32 numbers: with
/// digits to spare, with few, and so small that the way back leaves it out.
TEST(State, NearlyEqualInputsKeepTheirLaw) {
  Experiment experiment;
  experiment.network.activation = "tanh";
  experiment.network.depth = 3;
  experiment.measure.observables = {"length_map", "kurtosis", "chi_1", "gradient_norm"};
  for (const double distance : {1e-4, 1e-7, 1e-9}) {
    SCOPED_TRACE(distance);
    experiment.inputs.correlation = 1 - distance;
    expect_same_law(sample_of(experiment, {.engine = "state", .width = 8}),
                    sample_of(experiment, {.engine = "dense", .width = 8, .first = 1u << 20}));
  }
}

/// sin with sigma_w^2 = 1e6: signals stay bounded and gradients grow by chi_1 = sigma_w^2 E cos^2 =
/// 5e5 per layer, to 1e250 in 44 layers, far beyond float32. At width 64 the logarithm of a layer's
/// growth has a mean within 1 / 16 of log chi_1 (by order 1/N) and a deviation near 1 / 5.
TEST(State, GradientsMayGrowBeyondFloat32) {
  Experiment experiment;
  experiment.network.activation = "sin";
  experiment.network.weight_variance = 1e6;
  experiment.network.depth = 45;
  experiment.measure.observables = {"gradient_norm"};
  const RecordLayout layout = record_layout(experiment);
  for (const char* engine : {"state", "dense"}) {
    experiment.run.engine = engine;
    std::vector<double> record(layout.size());
    simulate(experiment, 64, 0, {}, record);
    for (std::size_t slot = 0; slot < layout.size(); ++slot) {
      const int layers = 45 - layout[slot].layer;
      const double deviations = std::abs(std::log(record[slot]) - layers * std::log(5e5));
      EXPECT_LE(deviations, layers / 16.0 + 5 * std::sqrt(layers) / 5 + 1e-12) << slot;
    }
  }
}

}  // namespace
}  // namespace widefield::law
