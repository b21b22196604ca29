// Numbers that are the same in every network: they are compared as they are.
#include <gtest/gtest.h>

#include <algorithm>

#include "widefield/comparison.hpp"
#include "widefield/observable.hpp"
#include "widefield/simulate.hpp"

namespace widefield {
namespace {

Experiment signs() {
  Experiment experiment;
  experiment.network.activation = "sign";
  experiment.network.depth = 4;
  experiment.network.width = {64, 128};
  experiment.run.networks = 64;
  experiment.measure.observables = {"length_map", "chi_length", "correlation_map", "activity"};
  return experiment;
}

/// `shift` is added to every length response.
std::vector<WidthData> measure(const Experiment& experiment, double shift) {
  const RecordLayout layout = record_layout(experiment);
  std::vector<WidthData> data;
  for (const std::int64_t width : experiment.network.width) {
    std::vector<double> records(layout.size() * std::size_t(experiment.run.networks));
    simulate(experiment, width, 0, {}, records);
    for (std::size_t i = 0; i < records.size(); ++i)
      if (layout[i % layout.size()].primitive == Primitive::length_response) records[i] += shift;
    BlockSummary block = BlockReducer(experiment, width)(0, records);
    data.push_back({width, "gram", "", {{0, std::move(block.moments)}}, block.histograms});
  }
  return data;
}

std::string verdict(double shift, const std::string& observable, const std::string& method) {
  const Experiment experiment = signs();
  const auto result = compare(experiment, predict(experiment), measure(experiment, shift));
  for (const Verdict& one : result.verdicts)
    if (one.observable == observable && one.method == method) return one.verdict;
  return "absent";
}

TEST(Constant, LengthsOfSignAgreeExactlyAndByNothingElse) {
  for (const std::string observable : {"length_map", "chi_length"}) {
    EXPECT_EQ(verdict(0, observable, "one_step"), "agrees") << observable;
    EXPECT_EQ(verdict(0, observable, "corrected"), "absent") << observable;
    EXPECT_EQ(verdict(0, observable, "extrapolated"), "absent") << observable;
  }
  EXPECT_NE(verdict(0, "correlation_map", "one_step"), "disagrees");
  EXPECT_NE(verdict(0, "activity", "one_step"), "disagrees");
}

TEST(Constant, AWrongOneIsRejected) {
  EXPECT_EQ(verdict(1e-3, "chi_length", "one_step"), "disagrees");
  EXPECT_EQ(verdict(1e-3, "length_map", "one_step"), "agrees");
}

}  // namespace
}  // namespace widefield
