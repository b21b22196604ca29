#include "host/architecture/residual/block.hpp"

#include <algorithm>
#include <cmath>

#include "host/architecture/rows.hpp"
#include "host/gaussian/gaussian_average.hpp"

namespace widefield {
namespace {

ResidualBlock block_of(const Network& network, int layer) {
  const bool reduced = is_reduced(network);
  ResidualBlock block{block_variances(network, layer), reduced, projects(network, layer),
                      width_fraction(network, layer), 1};
  if (reduced) block.variances.branch = 1, block.variances.branch_bias = 0;
  const double width = static_cast<double>(network.width.front());
  const auto hidden = static_cast<double>(network.residual.hidden_width);
  block.hidden = hidden > 0 ? hidden / width : block.width;
  return block;
}

}  // namespace

bool is_reduced(const Network& network) {
  return network.architecture == reduced_residual_row.name;
}

ResidualSetting residual_setting(const Experiment& experiment) {
  const Network& network = experiment.network;
  ResidualSetting setting{nonlinearity(network), {}, input_gram(experiment.inputs), true};
  for (int l = 1; l <= network.depth; ++l)
    setting.blocks.push_back(block_of(network, l));
  // The noise of the mean of x is not followed, nor that of weights which are not Gaussian.
  const bool drifts = setting.blocks.front().reduced && !setting.phi.odd();
  setting.noise = network.weights == "gaussian" && !drifts;
  return setting;
}

double field_length(const ResidualBlock& block, const ResidualState& below) {
  return block.variances.weight * below.norm + block.variances.bias;
}

ResidualState next_state(const Nonlinearity& phi, const ResidualBlock& block,
                         const ResidualState& below) {
  const double q = field_length(block, below);
  const BlockVariances& v = block.variances;
  const double norm = below.norm + v.branch * square(phi, q) + v.branch_bias;
  if (!block.reduced) return {norm, 0};
  const double mean = mean_signal(phi, q);
  return {norm + 2 * below.mean * mean, below.mean + mean};
}

double ResidualPair::correlation() const {
  if (a.norm == b.norm) return 1 - half_distance / a.norm;
  return product() / std::sqrt(a.norm) / std::sqrt(b.norm);
}

PairLaw field_law(const ResidualBlock& block, const ResidualPair& below) {
  const double qa = field_length(block, below.a), qb = field_length(block, below.b);
  const double root_a = std::sqrt(qa), root_b = std::sqrt(qb), apart = root_a - root_b;
  const double distance = block.variances.weight * below.half_distance - 0.5 * apart * apart;
  return {qa, qb, std::clamp(distance / root_a / root_b, 0.0, 2.0)};
}

ResidualPair next_pair(const Nonlinearity& phi, const ResidualBlock& block,
                       const ResidualPair& below, double difference) {
  const ResidualState a = next_state(phi, block, below.a), b = next_state(phi, block, below.b);
  double s = below.half_distance + 0.5 * block.variances.branch * difference;
  if (block.reduced)
    s += (below.a.mean - below.b.mean) * ((a.mean - below.a.mean) - (b.mean - below.b.mean));
  return {a, b, s};
}

double branch_gain(const Nonlinearity& phi, const ResidualBlock& block,
                   const ResidualState& below) {
  const BlockVariances& v = block.variances;
  return v.branch * v.weight * slope_square(phi, field_length(block, below));
}

}  // namespace widefield
