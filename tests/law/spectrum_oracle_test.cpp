#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "kernels/make_task.hpp"
#include "tests/law/oracle.hpp"
#include "widefield/error.hpp"
#include "widefield/jacobian.hpp"
#include "widefield/observable.hpp"
#include "widefield/simulate.hpp"

namespace widefield::law {
namespace {

Experiment experiment_of(const std::string& weights, const std::string& activation, int depth) {
  Experiment experiment;
  experiment.network.activation = activation;
  experiment.network.weights = weights;
  experiment.network.weight_variance = 1.6;
  experiment.network.bias_variance = 0.1;
  experiment.network.depth = depth;
  experiment.measure.observables = {"jacobian_spectrum", "chi_1", "gradient_norm"};
  experiment.measure.spectrum_grid = {0.01, 0.3, 1.1, 4};
  experiment.run.seed = 5;
  return experiment;
}

/// Squared singular values, descending.
std::vector<double> squared_values(const std::vector<std::vector<double>>& jacobian) {
  const auto n = static_cast<Eigen::Index>(jacobian.size());
  Eigen::MatrixXd matrix(n, n);
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = 0; j < n; ++j)
      matrix(i, j) = jacobian[i][j];
  const Eigen::VectorXd s = Eigen::JacobiSVD<Eigen::MatrixXd>(matrix).singularValues();
  std::vector<double> squares;
  for (const double x : s)
    squares.push_back(x * x);
  return squares;
}

/// mean, second moment, edge, zero, masses.
std::vector<double> components(const std::vector<double>& lambda, const std::vector<double>& grid) {
  const double n = static_cast<double>(lambda.size());
  double mean = 0, second = 0, zero = 0;
  for (const double x : lambda)
    mean += x / n, second += x * x / n, zero += (x < 1e-25) / n;
  std::vector<double> all = {mean, second / (mean * mean), lambda.front() / mean, zero};
  for (const double x : grid)
    all.push_back(static_cast<double>(std::count_if(lambda.begin(), lambda.end(),
                                                    [&](double y) { return y <= x * mean; })) /
                  n);
  return all;
}

using Case = std::tuple<const char*, const char*, int, int>;  // weights, activation, width, depth
class SpectrumOracle : public testing::TestWithParam<Case> {};

// Few layers, so that the plain product still holds all singular values. One run measures spectra,
// tangents and gradients of the same networks.
TEST_P(SpectrumOracle, AgreesWithThePlainProduct) {
  const auto [weights, activation, width, depth] = GetParam();
  const Experiment experiment = experiment_of(weights, activation, depth);
  const OwnedTask owned = make_task(experiment, width, derive(experiment));
  const Oracle oracle{owned.task, 1.6, 0.1, std::string_view(activation) == "relu"};
  constexpr int networks = 3;
  std::vector<double> records(networks * owned.task.record.slots());
  simulate(experiment, width, 0, {.threads = 2}, records);
  for (int network = 0; network < networks; ++network) {
    const double* record = records.data() + network * owned.task.record.slots();
    const double* spectrum =
        record + owned.task.record.slot(Primitive::jacobian_spectrum, depth, 0);
    const std::vector<double> expected =
        components(squared_values(oracle.jacobian(network)), experiment.measure.spectrum_grid);
    for (std::size_t k = 0; k < expected.size(); ++k)
      EXPECT_NEAR(spectrum[k], expected[k], 1e-11 * std::max(1.0, expected[k])) << k;
    const std::vector<double> layers = oracle.record(network);
    for (const Primitive p : {Primitive::tangent_square, Primitive::gradient_square})
      EXPECT_NEAR(record[owned.task.record.slot(p, depth, 0)],
                  layers[owned.task.record.slot(p, depth, 0)], 1e-11);
  }
}

INSTANTIATE_TEST_SUITE_P(Law, SpectrumOracle,
                         testing::Values(Case{"gaussian", "tanh", 24, 4},
                                         Case{"gaussian", "relu", 70, 3},
                                         Case{"orthogonal", "tanh", 65, 4},
                                         Case{"rademacher", "relu", 17, 2}));

TEST(Spectrum, OrthogonalLinearNetworksAreIsometries) {
  Experiment experiment = experiment_of("orthogonal", "linear", 30);
  experiment.measure.observables = {"jacobian_spectrum"};
  const std::size_t slots = record_layout(experiment).size();
  std::vector<double> record(slots);
  simulate(experiment, 40, 7, {}, record);
  EXPECT_NEAR(record[0] / std::pow(1.6, 30), 1, 1e-12);
  const std::vector<double> shape(record.begin() + 1, record.end());
  const std::vector<double> expected = {1, 1, 0, 0, 0, 1, 1};
  for (std::size_t k = 0; k < shape.size(); ++k)
    EXPECT_NEAR(shape[k], expected[k], 1e-12) << k;
}

// Null: free probability of two Gaussian layers. The mean over 64 probes at width 512 fluctuates by
// 0.003 at a point, so the mean error over the grid shows a density wrong by 1 %: the target C6.
TEST(Spectrum, LanczosFollowsTheDensityWithoutWeights) {
  Experiment experiment = experiment_of("gaussian", "linear", 2);
  experiment.network.weight_variance = 1;
  experiment.network.bias_variance = 0;
  experiment.measure.observables = {"jacobian_spectrum"};
  experiment.measure.spectrum = "lanczos";
  experiment.measure.spectrum_grid = {0.1, 0.3, 0.7, 1.1, 2, 3.5, 5};
  // Fuss-Catalan of order 2 in its parametric form, integrated with mpmath
  const std::vector<double> expected = {0.3540277, 0.4912388, 0.6236221, 0.7029860,
                                        0.8139567, 0.9161654, 0.9718614};
  ASSERT_EQ(plan(experiment, 512).engine, "lazy");
  constexpr int networks = 64;
  const std::size_t slots = record_layout(experiment).size();
  std::vector<double> records(networks * slots);
  simulate(experiment, 512, 0, {.threads = 2}, records);
  double error = 0;
  for (std::size_t k = 0; k < expected.size(); ++k) {
    double mass = 0;
    for (int network = 0; network < networks; ++network)
      mass += records[network * slots + 4 + k] / networks;
    error += std::abs(mass - expected[k]) / static_cast<double>(expected.size());
  }
  EXPECT_LT(error, 5e-3);
}

// The same networks by both ways: what the quadrature of one probe gives is the spectrum of that
// network seen from a random direction, right on the mean.
TEST(Spectrum, DenseLanczosKnowsTheMeanOfItsNetwork) {
  Experiment experiment = experiment_of("orthogonal", "tanh", 2);
  experiment.measure.observables = {"jacobian_spectrum"};
  experiment.run.engine = "dense";
  experiment.run.precision = "float64";
  constexpr int networks = 200;
  const std::size_t slots = record_layout(experiment).size();
  std::vector<double> full(networks * slots), seen(networks * slots);
  simulate(experiment, 32, 0, {}, full);
  experiment.measure.spectrum = "lanczos";
  experiment.measure.lanczos_steps = 12;
  simulate(experiment, 32, 0, {}, seen);
  double sum = 0, square = 0;
  for (int network = 0; network < networks; ++network) {
    const double difference = seen[network * slots] - full[network * slots];
    sum += difference / networks;
    square += difference * difference / networks;
  }
  EXPECT_GT(square, 0);
  EXPECT_LT(std::abs(sum), 4 * std::sqrt(square / networks));
}

TEST(Spectrum, RefusesWhatDoesNotFitIntoMemory) {
  Experiment experiment = experiment_of("gaussian", "tanh", 4);
  try {
    plan(experiment, 80000);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_NE(error.reason.find("410 GB"), std::string::npos) << error.what();
    EXPECT_NE(error.remedy.find("lanczos"), std::string::npos) << error.what();
  }
  experiment.run.engine = "gram";
  EXPECT_THROW(plan(experiment, 64), InputError);
}

}  // namespace
}  // namespace widefield::law
