#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "kernels/random/normal.hpp"
#include "tests/gpu/device_normals.hpp"
#include "tests/law/two_sample.hpp"
#include "widefield/observable.hpp"
#include "widefield/simulate.hpp"

// What only a device shows. The names with "Small" run under compute-sanitizer too.
namespace widefield {
namespace {

Experiment experiment_of(const std::string& activation, const std::string& engine, int depth) {
  Experiment experiment;
  experiment.network.activation = activation;
  experiment.network.weight_variance = 2;
  experiment.network.bias_variance = 0.1;
  experiment.network.depth = depth;
  experiment.run.engine = engine;
  experiment.measure.observables = {"length_map", "correlation_map", "kurtosis"};
  if (engine == "state" || engine == "dense")
    experiment.measure.observables.push_back("gradient_norm");
  return experiment;
}

std::vector<double> records(const Experiment& experiment, std::int64_t width, int networks,
                            const std::string& backend, std::uint64_t first = 0) {
  std::vector<double> result(record_layout(experiment).size() * std::size_t(networks));
  simulate(experiment, width, first, {.backend = backend, .threads = 4}, result);
  return result;
}

TEST(Device, SmallIsThere) {
  std::string reason;
  EXPECT_FALSE(cuda_devices(&reason).empty()) << reason;
}

TEST(Device, SmallNormalsHaveTheBitsOfTheProcessor) {
  constexpr int tiles = 1000;
  for (const std::uint32_t copy : {0u, 1u, 4711u}) {
    const std::vector<float> there = device_normals(42, copy, tiles);
    for (int tile = 0; tile < tiles; ++tile)
      for (int lane = 0; lane < tile_lanes; ++lane) {
        float here[lane_neurons];
        normals<float>({42, Purpose::weight, 5, 3}, copy, tile, lane, here);
        for (int j = 0; j < lane_neurons; ++j)
          ASSERT_EQ(here[j], there[(tile * tile_lanes + lane) * lane_neurons + j]);
      }
  }
}

class Engine : public testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Every, Engine, testing::Values("gram", "state", "dense"));

// The first sampled layer starts from the same Gram matrix: the draws and every operation on a
// neuron are the same, only the order of the float64 sums differs.
TEST_P(Engine, SmallLayerAgreesNumberByNumber) {
  for (const char* activation : {"tanh", "relu", "gelu", "erf", "sin"}) {
    const Experiment experiment = experiment_of(activation, GetParam(), 2);
    const RecordLayout layout = record_layout(experiment);
    const auto here = records(experiment, 200, 8, "cpu"),
               there = records(experiment, 200, 8, "cuda");
    for (std::size_t i = 0; i < here.size(); ++i)
      EXPECT_NEAR(here[i], there[i], 1e-6 * std::abs(here[i]))
          << activation << " " << RecordLayout::name(layout[i % layout.size()]) << " layer "
          << layout[i % layout.size()].layer;
  }
}

TEST_P(Engine, SmallNetworksHaveTheSameBitsInAnyBatch) {
  const Experiment experiment = experiment_of("tanh", GetParam(), 6);
  const std::size_t slots = record_layout(experiment).size();
  const auto together = records(experiment, 100, 40, "cuda");
  for (const std::uint64_t first : {0, 7, 33}) {
    const auto apart = records(experiment, 100, 7, "cuda", first);
    for (std::size_t i = 0; i < apart.size(); ++i)
      ASSERT_EQ(apart[i], together[first * slots + i]);
  }
}

// Deep networks differ number by number (chaos) and agree in law. Null: one law; significance 1e-6
// each.
TEST_P(Engine, DeepNetworksAgreeInLaw) {
  constexpr int networks = 2000;
  const Experiment experiment = experiment_of("tanh", GetParam(), 10);
  const int slots = int(record_layout(experiment).size());
  law::Sample here{slots, records(experiment, 24, networks, "cpu")};
  law::Sample there{slots, records(experiment, 24, networks, "cuda", networks)};
  for (int slot = slots - slots / 10; slot < slots; ++slot)
    EXPECT_GT(law::kolmogorov_smirnov_p(here.column(slot), there.column(slot)), 1e-6) << slot;
}

}  // namespace
}  // namespace widefield
