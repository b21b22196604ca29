#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "ensemble.hpp"
#include "host/statistics/methods/tests.hpp"
#include "host/statistics/spectrum/depth_scale.hpp"
#include "widefield/error.hpp"

namespace widefield {
namespace {

const Verdict* find(const ExperimentResult& result, const std::string& observable,
                    const std::string& method) {
  for (const Verdict& one : result.verdicts)
    if (one.observable == observable && one.method == method) return &one;
  return nullptr;
}

Experiment ladder() {
  Experiment experiment = tanh_experiment(12);
  experiment.network.width = {32, 64, 256};
  return experiment;
}

std::vector<WidthData> measured_ladder(const Bug& bug = {}) {
  const Experiment experiment = ladder();
  std::vector<WidthData> data;
  for (const std::int64_t width : experiment.network.width)
    data.push_back(measure(experiment, width, 4096, bug));
  return data;
}

const std::vector<WidthData>& right_ladder() {
  static const std::vector<WidthData> data = measured_ladder();
  return data;
}

TEST(Compare, RightNetworksAgreeWithTheTheoryByEveryMethod) {
  const Experiment experiment = ladder();
  const Prediction prediction = predict(experiment);
  const ExperimentResult result = compare(experiment, prediction, right_ladder());
  EXPECT_EQ(result.verdicts.size(), 6u);
  for (const Verdict& one : result.verdicts) {
    EXPECT_NE(one.verdict, "disagrees") << one.observable << " " << one.method << one.note;
    EXPECT_GT(one.smallest_visible_error, 0) << one.observable << " " << one.method;
    EXPECT_TRUE(one.note.find("jackknife") == std::string::npos) << one.note;
    std::printf("%-16s %-13s %-13s p %.3f resolution %.4f %s\n", one.observable.c_str(),
                one.method.c_str(), one.verdict.c_str(), one.p, one.resolution, one.note.c_str());
  }
  EXPECT_EQ(find(result, "length_map", "one_step")->verdict, "agrees");
  EXPECT_NE(claim_verdict(result), "disagrees");
}

TEST(Compare, WhatCannotFluctuateHasNoStandardisedDeviation) {
  const Experiment experiment = ladder();
  const ExperimentResult result = compare(experiment, predict(experiment), right_ladder());
  int first_layer = 0;
  for (const ResultRow& row : result.rows) {
    EXPECT_EQ(std::isnan(row.z), row.layer == 1) << row.observable << " layer " << row.layer;
    first_layer += row.layer == 1;
  }
  EXPECT_GT(first_layer, 0);
}

TEST(Compare, NarrowNetworksAreFarFromInfiniteWidthButNotFromTheCorrection) {
  const Experiment experiment = ladder();
  const ExperimentResult result = compare(experiment, predict(experiment), right_ladder());
  double naive = 0, corrected = 0;
  for (const ResultRow& row : result.rows) {
    if (row.width != 32 || row.observable != "length_map" || row.layer < 4) continue;
    naive = std::max(naive, std::abs(row.measured - row.theory) / row.standard_error);
    corrected = std::max(corrected, std::abs(row.z));
  }
  EXPECT_GT(naive, 4);
  EXPECT_LT(corrected, naive);
}

TEST(Compare, AWrongWeightVarianceDisagreesByEveryMethod) {
  const Experiment experiment = ladder();
  const auto data = measured_ladder({.weight_factor = 1.1});
  const ExperimentResult result = compare(experiment, predict(experiment), data);
  EXPECT_EQ(find(result, "length_map", "one_step")->verdict, "disagrees");
  EXPECT_EQ(find(result, "length_map", "corrected")->verdict, "disagrees");
  EXPECT_EQ(find(result, "length_map", "extrapolated")->verdict, "disagrees");
  EXPECT_EQ(claim_verdict(result), "disagrees");
}

TEST(Compare, ExtrapolationIsExactForItsOwnModel) {
  // y = 2 + 3/N - 5/N^2 without noise: generalised least squares must return 2, whatever the
  // errors.
  const Experiment experiment = ladder();
  Context context(experiment, Prediction{}, right_ladder());
  for (Sample& sample : context.samples) {
    const double x = 1.0 / static_cast<double>(sample.width);
    sample.estimates[5].value = 2 + 3 * x - 5 * x * x;
  }
  EXPECT_NEAR(extrapolate(context, 5).value, 2, 1e-9);
  const auto weight = extrapolate(context, 5).weight;
  EXPECT_NEAR(std::accumulate(weight.begin(), weight.end(), 0.0), 1, 1e-12);
}

TEST(Compare, ClosedFormOfReluAgreesAndFindsOnePercent) {
  Experiment experiment = relu_experiment(40);
  experiment.network.width = {256};
  const BlockReducer reducer(experiment, 256);
  const auto right = reduce_blocks(reducer, 256, sample_products(experiment, 256, 0, 1024), 40);
  const auto result = compare(experiment, predict(experiment), {right});
  EXPECT_EQ(find(result, "length_map", "closed_form")->verdict, "agrees");
  Experiment wrong = experiment;
  wrong.network.weight_variance *= 1.01;
  wrong.inputs.squared_norm /= 1.01;
  const auto data = reduce_blocks(reducer, 256, sample_products(wrong, 256, 0, 1024), 40);
  const auto found = compare(experiment, predict(experiment), {data});
  EXPECT_EQ(find(found, "length_map", "closed_form")->verdict, "disagrees");
  EXPECT_NEAR(find(found, "length_map", "closed_form")->largest_relative_deviation, 0.01, 0.003);
}

TEST(Compare, HeavyTailsAreSaidToBeUnderpowered) {
  // 5 L / N = 4: the mean of q is carried by rare networks, and its normal test would lie.
  Experiment experiment = relu_experiment(50);
  experiment.network.width = {64};
  const BlockReducer reducer(experiment, 64);
  const auto data = reduce_blocks(reducer, 64, sample_products(experiment, 64, 0, 512), 50);
  const auto result = compare(experiment, predict(experiment), {data});
  const Verdict* corrected = find(result, "length_map", "corrected");
  ASSERT_NE(corrected, nullptr);
  EXPECT_EQ(corrected->verdict, "underpowered");
  EXPECT_NE(corrected->note.find("heavy tails"), std::string::npos);
  EXPECT_GT(corrected->networks_to_decide.value_or(0), 512);
  EXPECT_NE(find(result, "length_map", "one_step")->verdict, "disagrees");
}

TEST(Compare, HistogramCountsEveryNetworkAndItsShapeIsKnown) {
  Experiment experiment = relu_experiment(8);
  experiment.network.width = {64};
  const BlockReducer reducer(experiment, 64);
  const auto data = reduce_blocks(reducer, 64, sample_products(experiment, 64, 0, 20480), 8);
  const auto result = compare(experiment, predict(experiment), {data});
  ASSERT_EQ(result.histograms.size(), 1u);
  const Histogram& histogram = result.histograms.front();
  EXPECT_EQ(histogram.edges.size(), histogram.counts.size() + 1);
  std::uint64_t networks = 0;
  for (const std::uint64_t count : histogram.counts)
    networks += count;
  EXPECT_EQ(networks, 20480u);
  // E q = 2, Var q / q^2 = (1 + 5/N)^7 - 1 = 0.691 [sheet A, section 3]; lognormal: skewness 3.1.
  const double relative = std::pow(1 + 5.0 / 64, 7) - 1;
  EXPECT_NEAR(histogram.mean, 2, 5 * 2 * std::sqrt(relative / 20480));
  EXPECT_NEAR(histogram.variance / 4, relative, 0.1);
  EXPECT_NEAR(histogram.skewness, (relative + 3) * std::sqrt(relative), 1.0);
}

TEST(Compare, PlantedDepthScaleIsFound) {
  std::vector<double> values, errors;
  for (int layer = 0; layer < 60; ++layer) {
    values.push_back(0.7 + 0.4 * std::exp(-layer / 6.5));
    errors.push_back(1e-4);
  }
  EXPECT_NEAR(fitted_scale(values, errors, 0.1), 6.5, 0.01);
  EXPECT_TRUE(std::isnan(fitted_scale(std::vector<double>(60, 0.7), errors, 0.1)));
}

TEST(Compare, MeasuredDepthScaleIsTheTheorys) {
  Experiment experiment = tanh_experiment(40);
  experiment.network.weight_variance = 1.3;
  experiment.network.width = {256};
  const auto result = compare(experiment, predict(experiment), {measure(experiment, 256, 2048)});
  bool found = false;
  for (const MeasuredScalar& one : result.scalars) {
    if (one.name != "xi_c") continue;
    found = true;
    EXPECT_GT(one.standard_error, 0);
    EXPECT_NEAR(one.measured / one.theory, 1, 0.15 + 4 * one.standard_error / one.theory);
  }
  EXPECT_TRUE(found);
}

TEST(Reducer, LocatesTheFirstNumberThatIsNotFinite) {
  const Experiment experiment = tanh_experiment(4);
  auto records = sample_records(experiment, 16, 0, 3);
  const std::size_t slots = records.size() / 3;
  records[slots + 6] = std::numeric_limits<double>::infinity();  // network 1, layer 3 of 3 slots
  try {
    BlockReducer(experiment, 16)(128, records);
    FAIL() << "must throw";
  } catch (const RunError& error) {
    EXPECT_NE(std::string(error.what()).find("layer 3 of network 129"), std::string::npos)
        << error.what();
  }
}

TEST(Reducer, BlocksDoNotDependOnWhoReducesThem) {
  const Experiment experiment = tanh_experiment(4);
  const auto records = sample_records(experiment, 16, 0, 64);
  const BlockReducer one(experiment, 16), other(experiment, 16);
  const auto shifted = sample_records(experiment, 16, 64, 64);
  other(64, shifted);  // other panels of the table come first
  EXPECT_EQ(one(0, records).moments, other(0, records).moments);
}

TEST(Methods, OneTableSaysWhichTestsExist) {
  Experiment experiment = relu_experiment(10, {"length_map", "gradient_norm"});
  experiment.network.width = {256, 1024};
  const auto applies = [&](const std::string& observable) {
    std::string names;
    for (const Method& one : methods(experiment, observable))
      if (one.applies) names += one.name + " ";
    return names;
  };
  EXPECT_EQ(applies("length_map"), "one_step closed_form corrected extrapolated ");
  EXPECT_EQ(applies("gradient_norm").find("one_step"), std::string::npos);
  EXPECT_NE(applies("gradient_norm").find("closed_form"), std::string::npos);
  experiment.network.weights = "orthogonal";
  EXPECT_EQ(applies("length_map"), "corrected extrapolated ");
  experiment.network.weights = "rademacher";
  EXPECT_EQ(applies("length_map"), "extrapolated ");
  experiment.compare.families = {"exact"};
  EXPECT_EQ(applies("length_map"), "");
}

/// A right network was called wrong: 5.5 standard errors of a sum whose fourth moment is infinite.
TEST(Methods, NoExactTestOfInfiniteFourthMoments) {
  Experiment experiment = relu_experiment(4, {"length_map", "chi_1"});
  experiment.network.activation = "alpha_relu";
  const auto exact = [&](double power, const std::string& observable) {
    experiment.network.activation_power = power;
    return methods(experiment, observable)[0].applies;
  };
  EXPECT_FALSE(exact(0.8, "chi_1"));
  EXPECT_FALSE(exact(0.875, "chi_1"));
  EXPECT_TRUE(exact(0.9, "chi_1"));
  EXPECT_TRUE(exact(0.8, "length_map"));
}

TEST(Planning, LooksComeAfterPowersOfTwo) {
  EXPECT_TRUE(is_look(1) && is_look(2) && is_look(64));
  EXPECT_FALSE(is_look(0) || is_look(3) || is_look(65));
}

TEST(Planning, RelativeErrorFallsWithTheRootOfTheNetworks) {
  const Experiment experiment = tanh_experiment(6);
  const double few = relative_standard_error(experiment, measure(experiment, 32, 256));
  const double many = relative_standard_error(experiment, measure(experiment, 32, 4096));
  EXPECT_NEAR(few / many, 4, 0.6);
}

}  // namespace
}  // namespace widefield
