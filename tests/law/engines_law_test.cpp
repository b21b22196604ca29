#include <gtest/gtest.h>

#include <tuple>

#include "tests/law/engine_sample.hpp"
#include "tests/law/same_law.hpp"

// The engines agree in law at every finite width: all of them against `dense`, which draws the
// weights, at widths where fluctuations are large.
namespace widefield::law {
namespace {

Experiment experiment_of(const std::string& activation, const std::string& weights) {
  Experiment experiment;
  experiment.network.activation = activation;
  experiment.network.weights = weights;
  experiment.network.weight_variance = 1.8;
  experiment.network.bias_variance = 0.1;
  experiment.network.depth = 4;
  experiment.inputs.correlation = 0.6;
  experiment.measure.observables = {"length_map", "correlation_map", "kurtosis", "chi_1"};
  return experiment;
}

Experiment with_gradients(Experiment experiment) {
  experiment.measure.observables.push_back("gradient_norm");
  return experiment;
}

constexpr std::uint64_t apart = 1u << 20;  // dense takes networks of its own

using Case = std::tuple<const char*, const char*, int, double>;  // activation, weights, width, keep

class EnginesLaw : public testing::TestWithParam<Case> {
 protected:
  Experiment experiment() const {
    Experiment result = experiment_of(std::get<0>(GetParam()), std::get<1>(GetParam()));
    result.network.dropout_keep = std::get<3>(GetParam());
    return result;
  }
  int width() const { return std::get<2>(GetParam()); }
};

TEST_P(EnginesLaw, GramIsDense) {
  expect_same_law(sample_of(experiment(), {.engine = "gram", .width = width()}),
                  sample_of(experiment(), {.engine = "dense", .width = width(), .first = apart}));
}

TEST_P(EnginesLaw, StateIsDenseAndBack) {
  const Experiment both = with_gradients(experiment());
  expect_same_law(sample_of(both, {.engine = "state", .width = width()}),
                  sample_of(both, {.engine = "dense", .width = width(), .first = apart}));
}

std::string name_of(const testing::TestParamInfo<Case>& info) {
  const auto [activation, weights, width, keep] = info.param;
  return std::string(activation) + "_" + weights + "_" + std::to_string(width) +
         (keep < 1 ? "_dropout" : "");
}

INSTANTIATE_TEST_SUITE_P(
    Law, EnginesLaw,
    testing::Values(Case{"tanh", "gaussian", 24, 1}, Case{"relu", "gaussian", 32, 1},
                    Case{"gelu", "gaussian", 16, 1}, Case{"erf", "gaussian", 8, 1},
                    Case{"sin", "gaussian", 12, 1}, Case{"tanh", "gaussian", 5, 1},
                    Case{"tanh", "gaussian", 20, 0.8}, Case{"tanh", "orthogonal", 24, 1},
                    Case{"relu", "orthogonal", 32, 1}, Case{"gelu", "orthogonal", 16, 1},
                    Case{"erf", "orthogonal", 8, 1}, Case{"sin", "orthogonal", 12, 1},
                    Case{"tanh", "orthogonal", 5, 1}, Case{"relu", "orthogonal", 20, 0.8}),
    name_of);

/// Copies that depend on one another: three inputs of which two are equal, so that every Gram
/// matrix lacks a rank, on the way up and back.
TEST(EnginesLaw, DependentInputs) {
  Experiment experiment = with_gradients(experiment_of("tanh", "gaussian"));
  experiment.inputs.count = 3;
  experiment.inputs.gram = {{1, 1, 0.3}, {1, 1, 0.3}, {0.3, 0.3, 1}};
  for (const char* weights : {"gaussian", "orthogonal"}) {
    experiment.network.weights = weights;
    const auto statistics = [&](const char* engine, std::uint64_t first) {
      Sample sample = sample_of(experiment, {.engine = engine, .width = 16, .first = first});
      for (int i = 0; i < sample.size(); ++i)
        EXPECT_NEAR(sample.at(i, 2), 1, 1e-6) << "equal inputs must stay equal";
      for (int i = 0; i < sample.size(); ++i)  // rounding is no law
        sample.values[static_cast<std::size_t>(i) * sample.statistics + 2] = sample.at(i, 0);
      return sample;
    };
    expect_same_law(statistics("state", 0), statistics("dense", apart));
  }
}

/// The circle of inputs: one point, two opposite ones (a rank of a Gram matrix less), and the
/// gradients beside them.
TEST(EnginesLaw, Circles) {
  Experiment experiment = experiment_of("tanh", "gaussian");
  experiment.inputs.manifold = "circle";
  experiment.measure.observables = {"length_map", "manifold_curvature", "gradient_norm"};
  for (const char* weights : {"gaussian", "orthogonal"})
    for (const int points : {1, 2}) {
      experiment.network.weights = weights;
      experiment.inputs.points = points;
      Experiment forward = experiment;
      forward.measure.observables.pop_back();
      expect_same_law(sample_of(forward, {.engine = "gram", .width = 12}),
                      sample_of(forward, {.engine = "dense", .width = 12, .first = apart}));
      expect_same_law(sample_of(experiment, {.engine = "state", .width = 12}),
                      sample_of(experiment, {.engine = "dense", .width = 12, .first = apart}));
    }
}

/// Batches, whose Gram matrices are a chain too.
TEST(EnginesLaw, BatchesByGramAreDense) {
  Experiment experiment = experiment_of("relu", "gaussian");
  experiment.network.architecture = "batch_norm";
  experiment.network.batch_norm.batch = 6;
  experiment.network.batch_norm.epsilon = 0.1;
  experiment.inputs.count = 6;
  experiment.inputs.correlation = 0.2;
  experiment.measure.observables = {"gram_diagonal", "gram_off_diagonal"};
  for (const char* weights : {"gaussian", "orthogonal"}) {
    experiment.network.weights = weights;
    expect_same_law(sample_of(experiment, {.engine = "gram", .width = 12}),
                    sample_of(experiment, {.engine = "dense", .width = 12, .first = apart}));
  }
  experiment.network.weights = "gaussian";
  Experiment wrong = experiment;
  wrong.network.batch_norm.epsilon = 0.13;
  EXPECT_LT(smallest_p(sample_of(experiment, {.engine = "dense", .width = 12}),
                       sample_of(wrong, {"gram", 12, 4000, apart})),
            significance);
}

TEST(ClosedLaw, LinearIsDense) {
  Experiment experiment = experiment_of("linear", "gaussian");
  experiment.measure.observables = {"length_map", "correlation_map", "chi_1"};
  for (const int width : {4, 24})
    expect_same_law(sample_of(experiment, {.engine = "closed", .width = width}),
                    sample_of(experiment, {.engine = "dense", .width = width, .first = apart}));
}

TEST(ClosedLaw, TwoSlopesAreDense) {
  for (const char* activation : {"relu", "leaky_relu"}) {
    Experiment experiment = experiment_of(activation, "gaussian");
    experiment.inputs.count = 1;
    experiment.network.activation_slope = 0.3;
    experiment.measure.observables = {"length_map", "chi_1"};
    expect_same_law(sample_of(experiment, {.engine = "closed", .width = 24}),
                    sample_of(experiment, {.engine = "dense", .width = 24, .first = apart}));
  }
}

/// Weights of other laws differ from Gaussian ones at finite width, and dense sees it.
TEST(DenseLaw, TellsTheLawsOfWeightsApart) {
  const Experiment gaussian = experiment_of("tanh", "gaussian");
  const Sample reference = sample_of(gaussian, {.engine = "dense", .width = 8});
  for (const char* weights : {"rademacher", "orthogonal"}) {
    const Experiment other = experiment_of("tanh", weights);
    EXPECT_LT(smallest_p(reference, sample_of(other, {"dense", 8, 4000, apart})), significance)
        << weights;
  }
}

/// A planted error: Gaussian weights where Haar weights are asked for.
TEST(PlantedLaw, GaussianInsteadOfHaarIsRejected) {
  const Sample haar = sample_of(experiment_of("tanh", "orthogonal"), {.engine = "dense"});
  const Sample wrong =
      sample_of(experiment_of("tanh", "gaussian"), {.engine = "gram", .first = apart});
  EXPECT_LT(smallest_p(haar, wrong), significance);
  EXPECT_TRUE(energy_rejects(haar, wrong));
}

/// A planted error of 3 % in sigma_w^2.
TEST(PlantedLaw, AWrongVarianceIsRejected) {
  Experiment wrong = experiment_of("tanh", "gaussian");
  wrong.network.weight_variance *= 1.03;
  EXPECT_LT(
      smallest_p(sample_of(experiment_of("tanh", "gaussian"), {.engine = "dense", .width = 32}),
                 sample_of(wrong, {"gram", 32, 4000, apart})),
      significance);
}

}  // namespace
}  // namespace widefield::law
