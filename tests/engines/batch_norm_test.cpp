// Batch normalisation against what holds exactly at every width.
#include <gtest/gtest.h>

#include <cmath>

#include "support.hpp"

namespace widefield {
namespace {

Experiment batch_norm(const std::string& activation, int batch, int depth) {
  Experiment e = mlp(activation, 1, 0, depth);
  e.network.architecture = "batch_norm";
  e.network.batch_norm.batch = e.inputs.count = batch;
  e.inputs.correlation = 0;
  e.measure.observables = {"gram_diagonal", "gram_off_diagonal"};
  return e;
}

constexpr double float32_sums = 1e-6;

/// Normalised fields have mean square 1 and mean 0, whatever the width: so does a linear layer, in
/// every network and with either engine.
TEST(BatchNorm, LinearLayersAreExactlyNormalised) {
  for (const char* engine : {"gram", "state", "dense"}) {
    Experiment e = batch_norm("linear", 6, 3);
    e.run.engine = engine;
    const Records records = simulate_records(e, 50, 4);
    for (int layer = 1; layer <= 3; ++layer) {
      for (const double x : records.column("batch_gram", layer, "diagonal"))
        EXPECT_NEAR(x, 1, float32_sums) << engine;
      for (const double x : records.column("batch_gram", layer, "off_diagonal"))
        EXPECT_NEAR(x, -1.0 / 5, float32_sums) << engine;
    }
  }
}

/// From orthogonal inputs the first layer has the fixed point's mean exactly. relu: 1/2 and the
/// arccosine kernel at -1 / (B - 1) [theory sheet, section 3.4]; two batches: the square of the
/// mean of relu(z), z on the sphere.
TEST(BatchNorm, OneStepFromOrthogonalInputsIsTheFixedPoint) {
  Experiment e = batch_norm("relu", 8, 1);
  e.inputs.batches = 2;
  e.inputs.count = 16;
  e.measure.observables.push_back("gram_cross_batch");
  const Records records = simulate_records(e, 64, 4000);
  const double mean_relu =
      std::sqrt(7.0) * std::tgamma(3.5) / (2 * std::sqrt(std::acos(-1.0)) * std::tgamma(4.0));
  const std::pair<const char*, double> expected[] = {
      {"diagonal", 0.5}, {"off_diagonal", 0.125067466431}, {"cross_batch", mean_relu * mean_relu}};
  for (const auto& [part, value] : expected) {
    const Summary s = summarise(records.column("batch_gram", 1, part));
    EXPECT_LT(std::abs(z_score(s.mean, s.mean_error, value)), largest_z) << part;
    EXPECT_GT(std::abs(z_score(s.mean, s.mean_error, value * 1.02)), largest_z) << part;
  }
}

/// With epsilon = 0 neither variance nor bias of the weights matters, in every network where they
/// are drawn apart; with epsilon they do.
TEST(BatchNorm, TheScaleOfTheWeightsDropsOutWithoutEpsilon) {
  Experiment e = batch_norm("tanh", 8, 4);
  e.run.engine = "state";
  const auto diagonal = [&] {
    return simulate_records(e, 64, 3).column("batch_gram", 4, "diagonal");
  };
  const auto plain = diagonal();
  e.network.weight_variance = 16;
  e.network.bias_variance = 4;
  const auto scaled = diagonal();
  for (std::size_t n = 0; n < plain.size(); ++n)
    EXPECT_NEAR(scaled[n], plain[n], 1e-5);
  e.network.batch_norm.epsilon = 0.5;
  const auto regularised = diagonal();
  for (std::size_t n = 0; n < plain.size(); ++n)
    EXPECT_LT(regularised[n], plain[n] * 0.999);
}

/// The read-out sums to zero over the batch: a linear layer passes it on times (B - 2) / (B - 3) in
/// the mean of wide networks [theory sheet, section 3.4]; at 1024 neurons, up to 2 / 1024 and the
/// standard error [section 3.7].
TEST(BatchNorm, GradientsExplodeAtTheRateOfLinearLayers) {
  Experiment e = batch_norm("linear", 16, 6);
  e.measure.observables = {"log_gradient_ratio"};
  const Records records = simulate_records(e, 1024, 100);
  const double rate = 14.0 / 13;
  for (const int layer : {2, 3, 5}) {
    const Summary s = summarise(records.column("gradient_square", layer, ""));
    const double expected = std::pow(rate, 6 - layer);
    const double margin = 2.0 / 1024 + largest_z * s.mean_error / expected;
    EXPECT_LT(std::abs(s.mean / expected - 1), margin) << layer;
    EXPECT_LT(margin, rate - 1) << "it would see a rate of 1";
  }
}

/// Inside a residual block the rate becomes a power of the depth [theory sheet, section 3.6]; the
/// variance of the state within the batch grows by sigma_v^2 mu* per block.
TEST(BatchNorm, ResidualBlocksAddTheirVariance) {
  Experiment e = batch_norm("relu", 8, 5);
  e.network.architecture = "batch_norm_residual";
  const Records records = simulate_records(e, 512, 200);
  for (const int layer : {1, 3, 5}) {
    const auto diagonal = records.column("batch_gram", layer, "diagonal"),
               off = records.column("batch_gram", layer, "off_diagonal");
    std::vector<double> mu;
    for (std::size_t n = 0; n < diagonal.size(); ++n)
      mu.push_back(diagonal[n] - off[n]);
    const Summary s = summarise(mu);
    const double expected = 1 + layer * (0.5 - 0.125067466431);
    EXPECT_LT(std::abs(z_score(s.mean, s.mean_error, expected)), largest_z) << layer;
  }
}

}  // namespace
}  // namespace widefield
