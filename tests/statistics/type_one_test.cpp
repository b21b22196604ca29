#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>

#include "ensemble.hpp"
#include "host/statistics/methods/tests.hpp"

// Null: the networks follow the theory. 2,000 experiments per row; every rate must lie within its
// 99.9 % binomial interval. What would be seen: a type I error of 5 % that is really 6.7 %, or
// 0.1 % that is really 0.5 %.
namespace widefield {
namespace {

// EXPERIMENTS=10000 in the environment makes it sharper.
const int experiments =
    std::getenv("EXPERIMENTS") != nullptr ? std::atoi(std::getenv("EXPERIMENTS")) : 2000;

/// Whether `count` of n lies within the central 99.9 % of Binomial(n, p).
bool plausible(int count, int n, double p) {
  const boost::math::binomial law(n, p);
  const double below = boost::math::cdf(law, count);
  const double above = count == 0 ? 1.0 : boost::math::cdf(boost::math::complement(law, count - 1));
  return std::min(below, above) > 0.0005;
}

// Significance 0.1 % over the 18 rows together (Bonferroni): sqrt(ln(2 * 18 / 0.001) / 2). It sees
// a distance of 5 %; the correlations, estimated from 32 networks here, bend p-values near 0.7 by
// 1.5 % (8,000 experiments), and tails not at all.
constexpr double uniform_limit = 2.29;

/// Kolmogorov's distance of the values from the uniform law, times sqrt(n).
double uniform_distance(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const auto n = static_cast<double>(values.size());
  double distance = 0;
  for (std::size_t k = 0; k < values.size(); ++k)
    distance = std::max({distance, values[k] - static_cast<double>(k) / n,
                         static_cast<double>(k + 1) / n - values[k]});
  return distance * std::sqrt(n);
}

struct Case {
  Experiment experiment;
  std::int64_t width;
  std::size_t networks;
  bool products;  // from the exact law of the product
};

using MakeAssessment = Assessment (*)(const Context&, const std::string&);

struct Question {
  std::string observable;
  MakeAssessment ask;
  std::vector<double> p;
};

double p_value(const Assessment& assessment) {
  double largest = 0;
  for (const Component& component : assessment.components)
    largest = std::max(largest, std::abs(component.z));
  return MaximumLaw(assessment.correlation).tail(largest);
}

WidthData simulated(const Case& one, const BlockReducer& reducer, int number) {
  const std::uint64_t first = static_cast<std::uint64_t>(number) * one.networks;
  const auto records = one.products
                           ? sample_products(one.experiment, one.width, first, one.networks)
                           : sample_records(one.experiment, one.width, first, one.networks);
  return reduce_blocks(reducer, one.width, records, records.size() / one.networks);
}

/// p-values of several questions to the same experiments.
void ask(const Case& one, std::vector<Question>& questions) {
  const BlockReducer reducer(one.experiment, one.width);
  const Prediction none;
  for (int k = 0; k < experiments; ++k) {
    const std::vector<WidthData> data = {simulated(one, reducer, k)};
    const Context context(one.experiment, none, data);
    for (Question& question : questions)
      question.p.push_back(p_value(question.ask(context, question.observable)));
  }
}

void expect_calibrated(const Question& question, const Case& one) {
  const auto rejected = [&](double alpha) {
    return static_cast<int>(
        std::count_if(question.p.begin(), question.p.end(), [&](double x) { return x < alpha; }));
  };
  const std::string what = question.observable + " at width " + std::to_string(one.width) +
                           ", depth " + std::to_string(one.experiment.network.depth);
  const double distance = uniform_distance(question.p);
  std::printf("%-50s 5 %%: %.4f   0.1 %%: %.4f   KS %.2f\n", what.c_str(),
              static_cast<double>(rejected(0.05)) / experiments,
              static_cast<double>(rejected(0.001)) / experiments, distance);
  EXPECT_TRUE(plausible(rejected(0.05), experiments, 0.05)) << what;
  EXPECT_TRUE(plausible(rejected(0.001), experiments, 0.001)) << what;
  EXPECT_LT(distance, uniform_limit) << what;
}

void expect_calibrated(const Case& one, std::vector<Question> questions) {
  ask(one, questions);
  for (const Question& question : questions)
    expect_calibrated(question, one);
}

TEST(TypeOne, OneStepOfReluAtEveryWidthAndDepth) {
  const std::pair<std::int64_t, int> sizes[] = {{16, 5}, {64, 50}, {256, 100}, {1024, 100}};
  for (const auto& [width, depth] : sizes)
    expect_calibrated({relu_experiment(depth), width, 32, true},
                      {{"length_map", one_step_test, {}}});
}

TEST(TypeOne, ClosedFormOfReluAndLinear) {
  Experiment relu = relu_experiment(50), linear = relu_experiment(20);
  linear.network.activation = "linear";
  linear.network.weight_variance = 1;
  expect_calibrated({relu, 64, 32, true}, {{"length_map", closed_form_test, {}}});
  expect_calibrated({relu, 1024, 16, true}, {{"length_map", closed_form_test, {}}});
  expect_calibrated({linear, 64, 32, true}, {{"length_map", closed_form_test, {}}});
}

// Networks of two widths may be made from the same random numbers: here from all of them. The tests
// may then be less sharp than they say, never more.
TEST(TypeOne, WidthsMayShareTheirRandomNumbers) {
  const Case one{relu_experiment(20), 64, 32, true};
  const BlockReducer reducer(one.experiment, one.width);
  const Prediction none;
  int one_step = 0, closed_form = 0;
  for (int k = 0; k < experiments; ++k) {
    std::vector<WidthData> data(3, simulated(one, reducer, k));
    for (WidthData& same : data)
      same.width = 64 + (&same - data.data());
    const Context context(one.experiment, none, data);
    one_step += p_value(one_step_test(context, "length_map")) < 0.05;
    closed_form += p_value(closed_form_test(context, "length_map")) < 0.05;
  }
  const boost::math::binomial law(experiments, 0.05);
  const double most = boost::math::quantile(boost::math::complement(law, 0.0005));
  EXPECT_LE(one_step, most);
  EXPECT_LE(closed_form, most);
}

TEST(TypeOne, OneStepOfTanhForEveryObservable) {
  const std::vector<std::string> all = {"length_map", "correlation_map", "activity",
                                        "kurtosis",   "chi_1",           "chi_length"};
  std::vector<Question> questions;
  for (const std::string& observable : all)
    if (observable != "kurtosis") questions.push_back({observable, one_step_test, {}});
  expect_calibrated({tanh_experiment(5, all), 16, 32, false}, questions);
  expect_calibrated({tanh_experiment(6, all), 64, 32, false}, questions);
}

TEST(TypeOne, OneStepOfTheKurtosisOnceThereAreEnoughNeurons) {
  Experiment linear = relu_experiment(20, {"kurtosis"});
  linear.network.activation = "linear";
  linear.network.weight_variance = 1;
  expect_calibrated({linear, 128, 40, false}, {{"kurtosis", one_step_test, {}}});
}

}  // namespace
}  // namespace widefield
