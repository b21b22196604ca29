// The guard against heavy tails knows every primitive: where the mean over networks of a nearly
// lognormal number is not normal, no verdict is given.
#include "host/statistics/moments/tail.hpp"

#include <gtest/gtest.h>

#include "ensemble.hpp"
#include "host/statistics/moments/components.hpp"
#include "host/statistics/moments/derived.hpp"
#include "widefield/error.hpp"
#include "widefield/observable.hpp"
#include "widefield/simulate.hpp"

namespace widefield {
namespace {

Experiment relu_residual(int depth, std::vector<std::string> observables) {
  Experiment experiment;
  experiment.network.architecture = "residual";
  experiment.network.activation = "relu";
  experiment.network.weight_variance = 2;
  experiment.network.bias_variance = 0;
  experiment.network.depth = depth;
  experiment.network.width = {32};
  experiment.measure.observables = std::move(observables);
  experiment.run.networks = 64;
  return experiment;
}

ExperimentResult result_of(const Experiment& experiment) {
  const std::int64_t width = experiment.network.width[0];
  const std::size_t slots = record_layout(experiment).size();
  std::vector<double> records(slots * std::size_t(experiment.run.networks));
  simulate(experiment, width, 0, Machine{}, records);
  return compare(experiment, predict(experiment),
                 {reduce_blocks(BlockReducer(experiment, width), width, records, slots)});
}

/// What the guard looks at, for every row that takes part in a verdict.
void expect_guarded(const Experiment& experiment) {
  const DerivedPlan plan = plan_derived(experiment);
  const std::vector<Estimand> all = estimands(experiment);
  for (const std::string& observable : experiment.measure.observables)
    for (const std::size_t index : verdict_estimands(all, observable))
      for (const int slot : all[index].slots) {
        const Tail& tail = row_of(plan.record[slot].primitive).tail;
        const bool bounded =
            tail.kind == Tail::Kind::none || plan.record[slot].component >= tail.count;
        const auto found = tail_slots(plan.record, plan.record[slot]);
        EXPECT_EQ(found.empty(), bounded) << observable;
        for (const int one : found)
          EXPECT_GE(plan.logarithm_of[one], 0)
              << observable << ": no logarithm of " << RecordLayout::name(plan.record[one]);
      }
}

TEST(Tail, OfEveryVerdictRowOfEveryObservableIsKept) {
  std::size_t measured = 0;
  for (const ObservableRow& row : observables()) {
    bool somewhere = false;
    for (const char* architecture : {"mlp", "residual", "batch_norm"}) {
      Experiment experiment;
      experiment.network.architecture = architecture;
      experiment.network.depth = 5;
      experiment.network.batch_norm.batch = 3;
      experiment.inputs.batches = 2;
      experiment.inputs.count = 6;
      experiment.measure.lags = {0, 1, 2};
      experiment.measure.observables = {std::string(row.name)};
      if (row.needs & a_manifold) experiment.inputs.manifold = "circle";
      if (why_not_measured(experiment, std::string(row.name))) continue;
      expect_guarded(experiment);
      somewhere = true;
    }
    measured += somewhere;
  }
  EXPECT_EQ(measured, observables().size());
}

TEST(Tail, OfPairsOfManyInputsIsThatOfTheInputsTheyName) {
  Experiment experiment = relu_residual(5, {"state_correlation", "correlation_map"});
  experiment.inputs.count = 40;  // more than the components that are picked for a verdict
  expect_guarded(experiment);
}

/// Null: the theory is right. 80 seeds at the promised 1e-3 of a report: one `disagrees` has a
/// chance of 8 %, three of 1e-4. (Before state_gram had a tail there were 13.)
TEST(Tail, OfAReluResidualNetworkIsSeen) {
  int disagreements = 0, underpowered = 0;
  for (std::uint64_t seed = 1; seed <= 80; ++seed) {
    Experiment experiment = relu_residual(40, {"state_norm"});
    experiment.run.seed = seed;
    for (const Verdict& one : result_of(experiment).verdicts) {
      disagreements += one.verdict == "disagrees";
      underpowered +=
          one.verdict == "underpowered" && one.note.find("heavy tails") != std::string::npos;
    }
  }
  EXPECT_LE(disagreements, 2);
  EXPECT_GE(underpowered, 70);
}

/// Gradients, states and their differences, of residual networks whose growth fluctuates by half.
TEST(Tail, OfEveryPrimitiveOfAResidualNetworkIsSeen) {
  const std::vector<std::string> observables = {
      "state_norm",      "length_map",    "metric_expressivity",   "gradient_norm",
      "weight_gradient", "bias_gradient", "branch_weight_gradient"};
  Experiment experiment = relu_residual(60, observables);
  experiment.network.width = {16};
  for (const Verdict& one : result_of(experiment).verdicts)
    EXPECT_NE(one.verdict, "disagrees") << one.observable << " " << one.note;
}

TEST(Tail, OfABatchIsThatOfItsDiagonal) {
  Experiment experiment;
  experiment.network.architecture = "batch_norm";
  experiment.network.activation = "relu";
  experiment.network.depth = 3;
  experiment.network.width = {16};
  experiment.inputs.count = 8;
  experiment.measure.observables = {"gram_diagonal", "gram_off_diagonal"};
  const DerivedPlan plan = plan_derived(experiment);
  const int off = plan.record.find("batch_gram", 3, "off_diagonal");
  ASSERT_GE(off, 0);
  EXPECT_EQ(tail_slots(plan.record, plan.record[off]),
            std::vector<int>{plan.record.find("batch_gram", 3, "diagonal")});
}

/// What does not fluctuate is as good as its rounding: it must not be called underpowered.
TEST(Tail, OfWhatDoesNotFluctuateIsNone) {
  Experiment experiment = relu_residual(3, {"state_norm", "state_correlation"});
  experiment.network.width = {4096};
  experiment.run.networks = 512;
  for (const Verdict& one : result_of(experiment).verdicts)
    EXPECT_EQ(one.note.find("heavy tails"), std::string::npos) << one.observable << one.note;
}

}  // namespace
}  // namespace widefield
