// Long trajectories of which few layers are recorded.
#include <gtest/gtest.h>

#include <ctime>

#include "ensemble.hpp"
#include "host/statistics/moments/derived.hpp"
#include "widefield/observable.hpp"
#include "widefield/simulate.hpp"

namespace widefield {
namespace {

WidthData simulated(const Experiment& experiment, std::int64_t width, std::size_t networks) {
  const std::size_t slots = record_layout(experiment).size();
  std::vector<double> records(slots * networks);
  simulate(experiment, width, 0, Machine{}, records);
  return reduce_blocks(BlockReducer(experiment, width), width, records, slots);
}

/// 10^5 steps with ten measured points: a record, moments and rows of ten layers, and no work
/// beyond that of the steps. (A slot or a row for every layer would be 3 * 10^5 of each.)
TEST(Window, AHundredThousandStepsAreTenPoints) {
  Experiment experiment = tanh_experiment(100000, {"length_map", "correlation_map"});
  experiment.network.width = {16};
  experiment.measure.every = 10000;
  const RecordLayout layout = record_layout(experiment);
  EXPECT_EQ(layout.size(), 10u * 3);
  EXPECT_LE(statistics_layout(experiment).size(), 3 * layout.size());
  EXPECT_LE(moment_plan(experiment).pairs.size(), 1000u);
  const std::clock_t start = std::clock();
  const ExperimentResult result = compare(experiment, {}, {simulated(experiment, 16, 64)});
  const double seconds = double(std::clock() - start) / CLOCKS_PER_SEC;
  ASSERT_EQ(result.rows.size(), 10u * 3);
  EXPECT_EQ(result.rows.front().layer, 10000);
  EXPECT_EQ(result.rows.back().layer, 100000);
  EXPECT_LT(seconds, 60) << "of the processor";
}

/// The rows that are left have the numbers that they have without gaps, and their theory.
TEST(Window, RowsAreThoseOfTheWholeTrajectory) {
  Experiment all = tanh_experiment(30, {"length_map", "correlation_map", "activity"});
  all.network.width = {128};
  Experiment some = all;
  some.measure.transient = 4;
  some.measure.every = 6;
  const auto whole = compare(all, predict(all), {simulated(all, 128, 128)});
  const auto few = compare(some, predict(some), {simulated(some, 128, 128)});
  ASSERT_EQ(few.rows.size() % 4, 0u);
  for (const ResultRow& row : few.rows) {
    const auto same = std::find_if(whole.rows.begin(), whole.rows.end(), [&](const ResultRow& one) {
      return one.observable == row.observable && one.component == row.component &&
             one.layer == row.layer;
    });
    ASSERT_NE(same, whole.rows.end());
    EXPECT_EQ(row.measured, same->measured);
    EXPECT_EQ(row.standard_error, same->standard_error);
    EXPECT_EQ(row.theory, same->theory);
  }
}

TEST(Window, ExactTestsOfOneStepNeedTheLayerBelow) {
  Experiment experiment = tanh_experiment(20, {"length_map"});
  experiment.measure.transient = 5;
  const std::vector<Method> all = methods(experiment, "length_map");
  EXPECT_FALSE(all[0].applies);
  EXPECT_NE(all[0].reason.find("not recorded"), std::string::npos) << all[0].reason;
  EXPECT_TRUE(plan_derived(experiment).groups.empty());
}

/// Null: closed laws of relu hold at any layer, recorded or not below.
TEST(Window, ClosedLawsDoNot) {
  Experiment experiment = relu_experiment(20, {"length_map"});
  experiment.network.width = {256};
  experiment.measure.transient = 2;
  experiment.measure.every = 6;
  const auto result = compare(experiment, Prediction{}, {simulated(experiment, 256, 512)});
  ASSERT_EQ(result.verdicts.size(), 1u);
  EXPECT_EQ(result.verdicts[0].method, "closed_form");
  EXPECT_NE(result.verdicts[0].verdict, "disagrees");
}

}  // namespace
}  // namespace widefield
