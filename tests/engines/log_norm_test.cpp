// Exact laws of the logarithm of a length per layer, at finite width. [theory sheet, table A7]
#include <gtest/gtest.h>

#include "../law/two_sample.hpp"
#include "support.hpp"

namespace widefield {
namespace {

struct Law {
  std::int64_t width;
  double mean, variance;
};

Experiment one_input(const std::string& activation, double weight_variance, int depth) {
  Experiment e = mlp(activation, weight_variance, 0, depth);
  e.inputs.count = 1;
  e.measure.observables = {"length_map", "chi_1"};
  return e;
}

/// Increments of the logarithm of a slot from layer to layer: independent over layers and networks.
std::vector<double> log_increments(const Records& records, const std::string& primitive,
                                   const std::string& component, int depth) {
  std::vector<double> all;
  for (int layer = 1; layer < depth; ++layer) {
    const auto below = records.column(primitive, layer, component);
    const auto above = records.column(primitive, layer + 1, component);
    for (std::size_t n = 0; n < below.size(); ++n)
      all.push_back(std::log(above[n] / below[n]));
  }
  return all;
}

/// Null: the increments have the tabulated mean and variance. 1e5 of them know the mean to 1/300 of
/// a standard deviation and the variance to 1 %: the difference between N and N - 1 at N = 16 is 6
/// %.
void expect_law(const std::vector<double>& increments, const Law& law, const std::string& what) {
  const Summary s = summarise(increments);
  EXPECT_LT(std::abs(z_score(s.mean, s.mean_error, law.mean)), largest_z)
      << what << " width " << law.width << " mean " << s.mean << " expected " << law.mean;
  EXPECT_LT(std::abs(z_score(s.variance, s.variance_error, law.variance)), largest_z)
      << what << " width " << law.width << " variance " << s.variance << " expected "
      << law.variance;
}

// The table gives E ln xi and Var ln xi; below N = 16 some network dies, at 16 one layer in 65536.
constexpr Law relu_laws[] = {{32, -0.0825402080962, 0.177497787226},
                             {64, -0.0401085988357, 0.0829973505564},
                             {256, -0.0098286593638, 0.0198187089098},
                             {1024, -0.00244531164355, 0.00490053492156}};
constexpr Law linear_laws[] = {{16, -0.0638000637242, 0.133137014694},
                               {100, -0.0100333320003, 0.0202013332267},
                               {1024, -0.000976880391318, 0.0019550335904}};

TEST(LogNorm, ReluBySheetA7OfLengthsAndTangents) {
  constexpr int depth = 21;
  for (const Law& law : relu_laws) {
    Experiment e = one_input("relu", 2, depth);
    ASSERT_EQ(plan(e, law.width).engine, "closed");
    const Records closed = simulate_records(e, law.width, 5000);
    expect_law(log_increments(closed, "gram", "0,0", depth), law, "closed length");
    expect_law(log_increments(closed, "tangent_square", "0", depth), law, "closed tangent");
  }
  Experiment e = one_input("relu", 2, depth);
  e.run.engine = "gram";
  const Records gram = simulate_records(e, relu_laws[0].width, 5000);
  expect_law(log_increments(gram, "gram", "0,0", depth), relu_laws[0], "gram length");
  expect_law(log_increments(gram, "tangent_square", "0", depth), relu_laws[0], "gram tangent");
}

TEST(LogNorm, LinearBySheetA7) {
  constexpr int depth = 21;
  for (const Law& law : linear_laws)
    for (const char* engine : {"closed", "gram"}) {
      Experiment e = one_input("linear", 1, depth);
      e.run.engine = engine;
      const Records records = simulate_records(e, law.width, 2500);
      expect_law(log_increments(records, "gram", "0,0", depth), law, engine);
      expect_law(log_increments(records, "tangent_square", "0", depth), law, engine);
    }
}

TEST(LogNorm, AWrongWidthIsRejected) {
  constexpr int depth = 21;
  const Records records = simulate_records(one_input("relu", 2, depth), 31, 5000);
  const Summary s = summarise(log_increments(records, "gram", "0,0", depth));
  EXPECT_GT(std::abs(z_score(s.variance, s.variance_error, relu_laws[0].variance)), largest_z);
}

/// At N = 10^9 the logarithm is normal with mean -5/(2N) and variance 5/N.
TEST(LogNorm, ReluOfABillionNeurons) {
  constexpr std::int64_t width = 1'000'000'000;
  constexpr int depth = 21;
  const Records records = simulate_records(one_input("relu", 2, depth), width, 2000);
  const Law law{width, -2.5e-9, 5e-9};
  expect_law(log_increments(records, "gram", "0,0", depth), law, "closed length");
}

law::Sample joint(const Records& records, int depth) {
  law::Sample sample{3, {}};
  const auto q = records.column("gram", depth, "0,0");
  const auto t = records.column("tangent_square", depth, "0");
  const auto cross = records.column("tangent_cross", depth, "0");
  for (std::size_t n = 0; n < q.size(); ++n)
    sample.values.insert(sample.values.end(),
                         {std::log(q[n]), std::log(t[n]), cross[n] / std::sqrt(q[n] * t[n])});
  return sample;
}

/// Null: one joint law of length, tangent and their overlap. Significance 1e-3 each; a sampler with
/// one neuron fewer of 20 would be told apart by its variance of the logarithm (5 %, 2000 networks:
/// about 2 standard errors), a dropped bias at once.
TEST(ClosedAndGram, HaveOneJointLaw) {
  constexpr double significance = 1e-3;
  constexpr int depth = 4, networks = 2000;
  for (const char* activation : {"relu", "leaky_relu", "linear"}) {
    Experiment e = one_input(activation, 1.8, depth);
    e.network.bias_variance = 0.2;
    e.network.activation_slope = 0.3;
    e.run.engine = "closed";
    const Records closed = simulate_records(e, 20, networks);
    e.run.engine = "gram";
    e.run.seed = 2;
    const Records gram = simulate_records(e, 20, networks);
    EXPECT_GT(law::smallest_p(joint(closed, depth), joint(gram, depth)), significance)
        << activation;
    e.network.bias_variance = 0.1;
    const Records wrong = simulate_records(e, 20, networks);
    EXPECT_LT(law::smallest_p(joint(closed, depth), joint(wrong, depth)), significance)
        << activation << ": half the bias variance must be seen";
  }
}

TEST(ClosedAndGram, TwoLinearInputsHaveOneJointLaw) {
  constexpr double significance = 1e-3;
  const auto sample = [](const char* engine, std::uint64_t seed) {
    Experiment e = mlp("linear", 0.9, 0.1, 4);
    e.run.engine = engine;
    e.run.seed = seed;
    const Records r = simulate_records(e, 12, 2000);
    law::Sample all{3, {}};
    const auto a = r.column("gram", 4, "0,0"), b = r.column("gram", 4, "1,1"),
               c = r.column("gram", 4, "0,1");
    for (std::size_t n = 0; n < a.size(); ++n)
      all.values.insert(all.values.end(), {a[n], b[n], c[n]});
    return all;
  };
  EXPECT_GT(law::smallest_p(sample("closed", 1), sample("gram", 2)), significance);
}

}  // namespace
}  // namespace widefield
