#include <gtest/gtest.h>

#include <cmath>

#include "ensemble.hpp"
#include "host/statistics/methods/tests.hpp"
#include "host/statistics/moments/estimate.hpp"

namespace widefield {
namespace {

/// True means of a finite width are not known in closed form for tanh, so they are measured once
/// with fifty times the networks.
struct Truth {
  std::vector<double> value;  // [index]
};

Truth measured_truth(const Experiment& experiment, std::int64_t width, std::size_t networks) {
  const auto data = measure(experiment, width, networks);
  const Context context(experiment, Prediction{}, {data});
  Truth truth;
  for (const Estimate& one : context.samples.front().estimates)
    truth.value.push_back(one.value);
  return truth;
}

// Null: delta-method intervals of a ratio of means (a correlation) and of a mean cover 95 %. With
// 2,000 experiments the rate is known to 0.5 %: outside [0.94, 0.96] it would be wrong.
TEST(Coverage, NinetyFivePercentIntervalsCoverNinetyFivePercent) {
  const Experiment experiment = tanh_experiment(4);
  constexpr std::int64_t width = 32;
  constexpr int experiments = 2000;
  constexpr std::size_t networks = 64;
  const Truth truth = measured_truth(experiment, width, 100 * networks * 8);
  const BlockReducer reducer(experiment, width);
  const auto estimands_of = estimands(experiment);
  std::vector<int> covered(estimands_of.size(), 0);
  for (int k = 0; k < experiments; ++k) {
    const std::uint64_t first = 1000000 + static_cast<std::uint64_t>(k) * networks;
    const auto records = sample_records(experiment, width, first, networks);
    const auto data = reduce_blocks(reducer, width, records, records.size() / networks);
    const Context context(experiment, Prediction{}, {data});
    for (std::size_t index = 0; index < estimands_of.size(); ++index) {
      const Estimate& one = context.samples.front().estimates[index];
      const double t = (one.value - truth.value[index]) / one.standard_error;
      covered[index] += std::abs(normal_equivalent(t, networks - 1)) < 1.959964;
    }
  }
  for (std::size_t index = 0; index < estimands_of.size(); ++index) {
    if (estimands_of[index].layer == 1) continue;  // a constant
    const double rate = static_cast<double>(covered[index]) / experiments;
    EXPECT_GE(rate, 0.94) << estimands_of[index].observable << " " << estimands_of[index].layer;
    EXPECT_LE(rate, 0.96) << estimands_of[index].observable << " " << estimands_of[index].layer;
  }
}

TEST(Coverage, JackknifeAndDeltaMethodAgree) {
  const Experiment experiment = tanh_experiment(6, {"length_map", "correlation_map", "kurtosis"});
  const auto data = measure(experiment, 64, 64 * 64);
  const Context context(experiment, Prediction{}, {data});
  const auto without = leave_one_out(context.plan, data.blocks);
  ASSERT_EQ(without.size(), 32u);
  for (std::size_t index = 0; index < context.estimands.size(); ++index) {
    const double delta = context.samples.front().estimates[index].standard_error;
    const double jackknife = jackknife_error(without, [&](const Moments& moments) {
      return estimate(context.estimands[index], context.plan, moments).value;
    });
    // 31 degrees of freedom: the jackknife is known to 13 %; four of those.
    EXPECT_TRUE(delta < 1e-12 || std::abs(jackknife / delta - 1) < 0.52)
        << context.estimands[index].observable << " " << jackknife << " " << delta;
  }
}

TEST(Coverage, LeavingOneGroupOutLeavesTheOthers) {
  const Experiment experiment = tanh_experiment(2);
  const auto data = measure(experiment, 16, 5 * 64);
  const MomentPlan plan = moment_plan(experiment);
  const auto without = leave_one_out(plan, data.blocks);
  ASSERT_EQ(without.size(), 5u);
  auto rest = data.blocks;
  rest.erase(rest.begin() + 2);
  const Moments expected = unite_blocks(plan, rest);
  EXPECT_EQ(without[2].count, 4u * 64);
  for (std::size_t slot = 0; slot < expected.mean.size(); ++slot)
    EXPECT_NEAR(without[2].mean[slot], expected.mean[slot],
                1e-12 + 1e-12 * std::abs(expected.mean[slot]));
}

}  // namespace
}  // namespace widefield
