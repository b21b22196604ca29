#include <gtest/gtest.h>

#include "ensemble.hpp"
#include "widefield/observable.hpp"
#include "widefield/simulate.hpp"

// The exact test of Lyapunov spectra. Null: linear and relu networks with Gaussian and Haar weights
// follow their laws, at the family-wise error 1e-3 per experiment with fixed seeds. 1024 networks
// of 20 layers and 128 neurons know lambda_1 to 1/1400 or better: 1 % of sigma_w^2 moves it by
// 1/200.
namespace widefield {
namespace {

Experiment spectrum(const std::string& activation, const std::string& weights) {
  Experiment experiment = relu_experiment(20, {"lyapunov_spectrum"});
  experiment.network.activation = activation;
  experiment.network.weights = weights;
  experiment.network.width = {64, 128};
  experiment.measure.exponents = 4;
  experiment.compare.families = {"exact"};
  return experiment;
}

/// Networks of `truth` against the laws of `theory`.
Verdict verdict_of(const Experiment& theory, const Experiment& truth) {
  constexpr std::size_t networks = 1024;
  const std::size_t slots = record_layout(theory).size();
  std::vector<WidthData> data;
  for (const std::int64_t width : theory.network.width) {
    std::vector<double> records(networks * slots);
    simulate(truth, width, 0, Machine{}, records);
    data.push_back(reduce_blocks(BlockReducer(theory, width), width, records, slots));
  }
  const ExperimentResult result = compare(theory, Prediction{}, data);
  EXPECT_EQ(result.verdicts.size(), 1u);
  return result.verdicts.front();
}

TEST(Exponents, OfTheirExactLawAgree) {
  for (const char* activation : {"linear", "relu"})
    for (const char* weights : {"gaussian", "orthogonal"}) {
      const Experiment theory = spectrum(activation, weights);
      const Verdict verdict = verdict_of(theory, theory);
      EXPECT_EQ(verdict.method, "closed_form");
      EXPECT_EQ(verdict.verdict, "agrees") << activation << " " << weights << ": " << verdict.note;
    }
}

TEST(Exponents, OfOnePercentMoreVarianceDisagree) {
  for (const char* activation : {"linear", "relu"})
    for (const char* weights : {"gaussian", "orthogonal"}) {
      const Experiment theory = spectrum(activation, weights);
      Experiment truth = theory;
      truth.network.weight_variance *= 1.01;
      EXPECT_EQ(verdict_of(theory, truth).verdict, "disagrees") << activation << " " << weights;
    }
}

/// A law of independent networks sees networks of too few layers in their fluctuations alone.
TEST(Exponents, WithFluctuationsOfAnotherDepthDisagree) {
  const Experiment theory = spectrum("linear", "gaussian");
  Experiment truth = theory;
  truth.network.depth = 10;
  EXPECT_EQ(verdict_of(theory, truth).verdict, "disagrees");
}

TEST(Exponents, HaveNoExactLawOtherwise) {
  const auto applies = [](const Experiment& experiment) {
    return methods(experiment, "lyapunov_spectrum")[1].applies;
  };
  Experiment experiment = spectrum("relu", "orthogonal");
  experiment.network.bias_variance = 0.1;
  EXPECT_TRUE(applies(experiment));
  experiment.network.dropout_keep = 0.9;
  EXPECT_FALSE(applies(experiment));
  EXPECT_FALSE(applies(spectrum("tanh", "gaussian")));
  EXPECT_FALSE(applies(spectrum("linear", "uniform")));
}

}  // namespace
}  // namespace widefield
