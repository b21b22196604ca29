#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "ensemble.hpp"
#include "host/gaussian/gaussian_average.hpp"
#include "host/gaussian/pair_average.hpp"
#include "host/gaussian/two_point.hpp"
#include "tests/scalings.hpp"
#include "widefield/activation/catalog.hpp"
#include "widefield/observable.hpp"
#include "widefield/simulate.hpp"

// One-step tests of gamma (phi(alpha h + beta) + delta).
namespace widefield {
namespace {

void put_around(Network& network, const Scaling& s) {
  network.activation_input_scale = s.input_scale;
  network.activation_input_shift = s.input_shift;
  network.activation_output_scale = s.output_scale;
  network.activation_output_shift = s.output_shift;
}

Network network_of(const std::string& name, const Scaling& scaling) {
  Network network;
  network.activation = name;
  network.activation_slope = 0.2;
  network.activation_power = 1.5;
  put_around(network, scaling);
  return network;
}

// The averages that are measured with and those of the theory are made by different rules.
TEST(ScaledOneStep, AveragesAreThoseOfTheTheory) {
  for (const ActivationInfo& info : activations())
    for (const Scaling& s : test::scalings()) {
      SCOPED_TRACE(info.name + " " + std::to_string(s.input_scale));
      const Network network = network_of(info.name, s);
      const Nonlinearity phi = nonlinearity(network);
      const GaussianTable table(network);
      for (const double q : {0.3, 1.0, 7.0}) {
        const auto of = table.direct(q).average;
        EXPECT_NEAR(of[f2] / square(phi, q), 1, 1e-11) << q;
        EXPECT_NEAR(of[f4] / fourth(phi, q), 1, 1e-10) << q;
        EXPECT_NEAR(of[f1], mean_signal(phi, q), 1e-11 * std::sqrt(of[f2])) << q;
        if (phi.jumps()) continue;
        EXPECT_NEAR(of[g2] / slope_square(phi, q), 1, 1e-10) << q;
        EXPECT_NEAR(of[fgh], response(phi, q), 1e-10 * std::sqrt(of[f2] * of[g2] * q)) << q;
        EXPECT_NEAR(of[g4] / slope_moment(phi, q, 2), 1, 1e-9) << q;
      }
    }
}

TEST(ScaledOneStep, InterpolationIsTheQuadratureItself) {
  for (const std::string name : {"tanh", "relu", "hard_tanh", "sin"})
    for (const Scaling& s : test::scalings()) {
      const GaussianTable table(network_of(name, s));
      for (const double q : {0.8, 1.3, 5.1})
        EXPECT_NEAR(table.at(q).average[f2] / table.direct(q).average[f2], 1, 1e-10) << name << q;
    }
}

// Lines and steps by Price's theorem to the rule's accuracy, smooth ones by the series, others by
// the series and the power law of what it leaves out.
TEST(ScaledOneStep, ProductsAreThoseOfTheTheory) {
  const double laws[][3] = {{0.6, 0.9, 0.3}, {1.2, 1.2, 1.19}, {1.0, 1.0, -0.7}, {0.5, 2, 0.95}};
  for (const ActivationInfo& info : activations())
    for (const Scaling& s : test::scalings()) {
      SCOPED_TRACE(info.name + " " + std::to_string(s.input_scale) + " " +
                   std::to_string(s.input_shift));
      const Network network = network_of(info.name, s);
      const Nonlinearity phi = nonlinearity(network);
      const GaussianTable table(network);
      const bool kinked = info.kinked || info.name == "elu";
      for (const auto& [q_a, q_b, q_ab] : laws) {
        const Marginal a = table.direct(q_a), b = table.direct(q_b);
        const PairLaw law{q_a, q_b, 1 - q_ab / std::sqrt(q_a * q_b)};
        const double scale = std::sqrt(a.average[f2] * b.average[f2]);
        const bool series = info.name == "selu" || info.name == "elu" || info.name == "alpha_relu";
        EXPECT_NEAR(mean_product(network, a, b, q_ab), product(phi, law),
                    (series ? 1e-6 : 1e-10) * scale)
            << q_ab;
        const double scale_square = std::sqrt(a.average[f4] * b.average[f4]);
        const double squares = pair_averages(phi, law).squares;
        EXPECT_NEAR(mean_square_product(network, a, b, q_ab), squares,
                    (kinked ? 1e-5 : 1e-9) * scale_square)
            << q_ab;
      }
    }
}

// ---- engines ------------------------------------------------------------------------------------
// Null: records follow the law that their own Gram matrices imply, at the family-wise error 1e-3
// per experiment with fixed seeds. What would be seen: half a percent of sigma_w^2.

Experiment every_observable(const std::string& activation, const Scaling& s) {
  Experiment experiment = tanh_experiment(
      12, {"length_map", "correlation_map", "activity", "kurtosis", "chi_1", "chi_length"});
  experiment.network.activation = activation;
  put_around(experiment.network, s);
  experiment.network.width = {128};
  experiment.compare.families = {"exact"};
  experiment.run.precision = "float32";
  return experiment;
}

/// Networks of one law judged by another.
ExperimentResult judged(const Experiment& made, const Experiment& by) {
  constexpr std::int64_t width = 128;
  constexpr std::size_t networks = 1024;
  const std::size_t slots = record_layout(made).size();
  std::vector<double> records(networks * slots);
  simulate(made, width, 0, Machine{}, records);
  const BlockReducer reducer(by, width);
  return compare(by, Prediction{}, {reduce_blocks(reducer, width, records, slots)});
}

bool disagrees(const ExperimentResult& result) {
  for (const Verdict& one : result.verdicts)
    if (one.verdict == "disagrees") return true;
  return false;
}

TEST(ScaledOneStep, EnginesFollowTheLaw) {
  for (const std::string activation : {"tanh", "relu", "hard_tanh", "gelu"})
    for (const Scaling& s : {Scaling{1.5, -0.6, 0.7, 0.3}, Scaling{-1.2, 0.4, 0.9, -0.2}}) {
      const Experiment experiment = every_observable(activation, s);
      const ExperimentResult result = judged(experiment, experiment);
      EXPECT_FALSE(result.verdicts.empty());
      for (const Verdict& one : result.verdicts) {
        EXPECT_NE(one.verdict, "disagrees") << activation << ": " << one.observable << one.note;
        EXPECT_LT(one.smallest_visible_error, 0.02) << activation << ": " << one.observable;
      }
    }
}

TEST(ScaledOneStep, WrongShiftsAndScalesAreFound) {
  const Scaling right{1.5, -0.6, 0.7, 0.3};
  for (const std::string activation : {"tanh", "relu"})
    for (const Scaling& wrong : {Scaling{1.52, -0.6, 0.7, 0.3}, Scaling{1.5, -0.61, 0.7, 0.3},
                                 Scaling{1.5, -0.6, 0.71, 0.3}, Scaling{1.5, -0.6, 0.7, 0.31}})
      EXPECT_TRUE(disagrees(
          judged(every_observable(activation, wrong), every_observable(activation, right))))
          << activation << " " << wrong.input_scale << " " << wrong.input_shift << " "
          << wrong.output_scale << " " << wrong.output_shift;
}

TEST(ScaledOneStep, ClosedLawsKnowTheSlopes) {
  Experiment experiment = relu_experiment(12, {"length_map", "chi_1"});
  put_around(experiment.network, {-1.25, 0, 0.8, 0});
  experiment.network.width = {128};
  experiment.compare.families = {"exact"};
  Experiment wrong = experiment;
  wrong.network.activation_output_scale = 0.81;
  EXPECT_FALSE(disagrees(judged(experiment, experiment)));
  EXPECT_TRUE(disagrees(judged(wrong, experiment)));
}

}  // namespace
}  // namespace widefield
