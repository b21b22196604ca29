#include "host/architecture/residual/visible.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include "host/gaussian/pair_average.hpp"

namespace widefield {
namespace {

using std::numbers::pi;
constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double small = 0.1;  // a correction that no longer hides the law

double first_norm(const ResidualSetting& setting) {
  return setting.inputs[0][0];
}

// 1 - e of the first two inputs, or of inputs at correlation 1/2.
double first_distance(const ResidualSetting& setting) {
  if (setting.inputs.size() < 2) return 0.5;
  const Gram& g = setting.inputs;
  const double distance = 1 - g[0][1] / std::sqrt(g[0][0] * g[1][1]);
  return distance > 0 ? distance : 0.5;
}

double log_gradient_ratio(const ResidualSetting& setting) {
  ResidualState state{first_norm(setting), 0};
  double sum = 0;
  for (const ResidualBlock& block : setting.blocks) {
    sum += std::log1p(branch_gain(setting.phi, block, state));
    state = next_state(setting.phi, block, state);
  }
  return sum;
}

// The layer l with |constant + B ln l| = small A sqrt(l), by iteration: the left side hardly moves.
double layer_of_root(const SaturatingGrowth& growth, double constant) {
  double layer = 1;
  for (int i = 0; i < 100; ++i)
    layer = std::max(
        1.0, std::pow((constant + growth.log * std::log(layer)) / (small * growth.root), 2));
  return std::ceil(layer);
}

}  // namespace

SaturatingVisible visible_from(const ResidualSetting& setting, const SaturatingTail& tail,
                               const SaturatingGrowth& growth) {
  const BlockVariances& v = setting.blocks.front().variances;
  const double depth = static_cast<double>(setting.blocks.size());
  const double correction =
      2 * v.branch * tail.deficit / (std::sqrt(2 * pi * v.weight) * std::pow(growth.rate, 1.5));
  const double constant =
      log_gradient_ratio(setting) - growth.root * std::sqrt(depth) - growth.log * std::log(depth);
  return {std::ceil(std::pow(correction / small, 2)), layer_of_root(growth, constant),
          std::pow(1 / small, 1 / (0.5 - growth.delta))};
}

double distance_visible_from(const ResidualSetting& setting, const LinearTail& tail,
                             const LinearGrowth& growth) {
  constexpr double last = 1e6;
  if (!std::isfinite(growth.distance)) return infinite;
  // Which side is which does not matter to a symmetric law.
  const bool turned = std::abs(tail.left) > std::abs(tail.right);
  const double ratio = turned ? tail.right / tail.left : tail.left / tail.right;
  const Nonlinearity kinked = nonlinearity("leaky_relu", ratio);
  const double square = 0.5 * (1 + std::pow(ratio, 2));
  double distance = first_distance(setting);
  for (double l = 1; l < last; ++l) {
    const double next = 0.5 * difference_square(kinked, {1, 1, distance}) / square;
    distance = (distance + growth.gain * next) / (1 + growth.gain);
    if (std::abs(distance * l * l / growth.distance - 1) < small) return l;
  }
  return infinite;
}

namespace {

// d = 1 - e as a function of ln l, by the middle of each step; the layer where the local exponent
// of |e - e*| is mu within a tenth.
double power_correlation_from(const Nonlinearity& phi, double alpha, const PowerGrowth& growth,
                              double distance) {
  constexpr double step = 0.25, last = 700;  // of ln l
  const auto drift = [&](double d) { return (distance_after(phi, d) - d) / (1 - alpha); };
  for (double log_layer = 0; log_layer < last; log_layer += step) {
    const double slope = drift(distance) / (distance - (1 - growth.e_star));
    if (std::abs(slope + growth.mu) < small * growth.mu) return std::exp(log_layer);
    distance += step * drift(distance + 0.5 * step * drift(distance));
  }
  return infinite;
}

}  // namespace

PowerVisible visible_from(const ResidualSetting& setting, const PowerTail& tail,
                          const PowerGrowth& growth) {
  const double start = std::pow(first_norm(setting), 1 - tail.power) / growth.rate;
  const double correlation = power_correlation_from(without_shifts(setting.phi), tail.power, growth,
                                                    first_distance(setting));
  return {std::ceil(start / small), std::ceil(std::max(start, 0.5 * growth.gradient) / small),
          std::ceil(correlation)};
}

}  // namespace widefield
