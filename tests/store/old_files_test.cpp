// Files that the last version before axes wrote (results/1, and the store beside it): of
// `widefield run mlp depth=3 width=[32,64] networks=64 inputs.count=1 exponents=2
//  observables=["length_map","lyapunov_spectrum"]`.
#include <gtest/gtest.h>

#include "tests/store/errors.hpp"
#include "tests/store/support.hpp"
#include "widefield/comparison.hpp"
#include "widefield/config.hpp"
#include "widefield/observable.hpp"
#include "widefield/outputs.hpp"
#include "widefield/store.hpp"

namespace widefield {
namespace {

const std::filesystem::path data = std::filesystem::path(WIDEFIELD_SOURCE) / "tests/store/data";

TEST(OldFiles, ResultsGiveTheirNumbersOnLayers) {
  const Results read = read_results(data / "results_1.json");
  ASSERT_EQ(read.experiments.size(), 1u);
  const auto& rows = read.experiments[0].rows;
  ASSERT_EQ(rows.size(), 15u);
  for (const ResultRow& row : rows) {
    EXPECT_EQ(row.axis, Axis::layer);
    EXPECT_EQ(row.at, row.layer);
    EXPECT_GE(row.layer, 1);
  }
  EXPECT_EQ(rows.back().component, "2");
  EXPECT_DOUBLE_EQ(rows.back().measured, -0.1502096279464912);
  EXPECT_EQ(read.experiments[0].prediction.curves[0].layer, (std::vector<int>{1, 2, 3}));
  const Measure& measure = read.experiments[0].experiment.measure;
  EXPECT_TRUE(measure.transient == 0 && measure.every == 1) << "the defaults";
}

/// A copy, because a store is opened where it lies.
struct OldStore {
  testing::Scratch scratch{testing::Place::memory};
  std::filesystem::path folder = scratch / "run";

  OldStore() {
    std::filesystem::create_directories(folder);
    std::filesystem::copy_file(data / "blocks_1.sqlite", folder / "blocks.sqlite");
  }
};

/// The experiment that both hold, as it is read now.
Experiment stored_experiment() {
  return read_results(data / "results_1.json").experiments.front().experiment;
}

/// Logarithms of primitives that had none make the blocks of other experiments longer than they
/// were: those are refused, with the reason.
TEST(OldFiles, AStoreGivesItsNumbersOrOneRefusal) {
  const OldStore old;
  const Store store = Store::read(old.folder);
  const std::vector<Ensemble> ensembles = store.ensembles();
  ASSERT_EQ(ensembles.size(), 2u);
  const MomentPlan plan = moment_plan(stored_experiment());
  const auto blocks = store.moments(ensembles[0], plan);
  ASSERT_EQ(blocks.size(), 1u);
  EXPECT_EQ(blocks.front().second.count, 64u);
  EXPECT_DOUBLE_EQ(blocks.front().second.mean[0], 1.75) << "q^1";
  MomentPlan longer = plan;
  longer.slots += 1;
  testing::expect_run_error([&] { store.moments(ensembles[0], longer); },
                            "another version of the program");
}

TEST(OldFiles, AnOldRunIsNotContinued) {
  const OldStore old;
  const Experiment experiment = stored_experiment();
  const RunDescription now{"", {{"mlp", identity_of(experiment, "cpu")}}};
  testing::expect_input_error([&] { Store::open(old.folder, now, OpenMode::resume); },
                              "another experiment", "measure.every: nothing there, 1 here");
}

}  // namespace
}  // namespace widefield
