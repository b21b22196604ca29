#include <gtest/gtest.h>

#include <cmath>

#include "ensemble.hpp"
#include "host/statistics/methods/policy.hpp"
#include "host/statistics/methods/tests.hpp"

namespace widefield {
namespace {

/// The largest |z| of the components that measure a size: innovations pooled over layers.
double pooled_z(const Assessment& assessment) {
  double largest = 0;
  for (const Component& one : assessment.components)
    if (one.decisive) largest = std::max(largest, std::abs(one.z));
  return largest;
}

// Null: sigma_w^2 as declared. Planted: sigma_w^2 wrong by the smallest visible error that the plan
// promises to see with 99 %. Of 100 runs at least 96 must see it (fewer has probability 0.3 % if
// the promise is kept), by the pooled innovations alone, at the error 1e-3 / tests.
TEST(Power, ThePlannedSmallestVisibleErrorIsSeen) {
  Experiment experiment = relu_experiment(40);
  experiment.network.width = {256};
  experiment.run.networks = 64;
  const double visible = smallest_visible_error(experiment);
  EXPECT_NEAR(visible, std::sqrt(5.0 / (256 * 64 * 39.0)) * 6.0, 0.35 * visible);
  const double critical = normal_quantile(policy::family_wise_error / count_tests(experiment) / 2);
  Experiment wrong = experiment;
  wrong.network.weight_variance *= 1 + visible;
  wrong.inputs.squared_norm /= 1 + visible;  // layer 1 must not give it away
  const BlockReducer reducer(experiment, 256);
  int seen = 0;
  for (int run = 0; run < 100; ++run) {
    const auto records = sample_products(wrong, 256, 64 * run, 64);
    const std::vector<WidthData> data = {reduce_blocks(reducer, 256, records, 40)};
    const Context context(experiment, Prediction{}, data);
    seen += pooled_z(one_step_test(context, "length_map")) > critical;
  }
  EXPECT_GE(seen, 96);
}

// sigma_w^2 wrong by 1 % at a small desk scale: every exact test that depends on it sees it in all
// of 20 runs, by its pooled innovations.
TEST(Power, OnePercentOfTheWeightVarianceIsSeenByEveryObservable) {
  const std::vector<std::string> all = {"length_map", "correlation_map", "chi_1", "chi_length"};
  const Experiment experiment = tanh_experiment(20, all);
  const BlockReducer reducer(experiment, 256);
  const double critical = normal_quantile(policy::family_wise_error / count_tests(experiment) / 2);
  for (int run = 0; run < 20; ++run) {
    const auto records = sample_records(experiment, 256, 256 * run, 256, {.weight_factor = 1.01});
    const std::vector<WidthData> data = {
        reduce_blocks(reducer, 256, records, records.size() / 256)};
    const Context context(experiment, Prediction{}, data);
    for (const std::string& observable : all)
      EXPECT_GT(pooled_z(one_step_test(context, observable)), critical) << observable << run;
  }
}

// The size that a verdict states for a planted error is that error, within three of its errors.
TEST(Power, TheDeviationIsTheErrorOfTheWeightVariance) {
  const Experiment experiment = tanh_experiment(20);
  const auto data = measure(experiment, 256, 512, {.weight_factor = 1.02});
  const Context context(experiment, Prediction{}, {data});
  for (const Component& one : one_step_test(context, "length_map").components)
    EXPECT_TRUE(!one.decisive || std::abs(one.deviation - 0.02) < 3 * one.standard_error)
        << one.deviation;
}

}  // namespace
}  // namespace widefield
