#include <cmath>
#include <limits>

#include "host/architecture/mlp/closed_law.hpp"
#include "host/statistics/methods/policy.hpp"
#include "host/statistics/methods/tests.hpp"
#include "widefield/exact_law.hpp"

namespace widefield {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

/// Mean and variance of one exponent of one network.
LogLaw exponent_law(const Network& network, std::int64_t width, int direction) {
  const ClosedLayer closed = closed_layer(network).value();
  const bool haar = network.weights == "orthogonal";
  const LogLaw layer =
      closed.linear ? linear_growth(width, direction, haar) : relu_growth(width, direction, haar);
  return {0.5 * (layer.mean + std::log(closed.factor)), layer.variance / (4 * network.depth)};
}

/// One exponent at one width: its mean, and its variance over networks.
struct Exponent {
  const Context& context;
  const Sample& sample;
  const Row& row;
  LogLaw law;

  std::string name() const {
    return "exponent " + row.component + " at width " + std::to_string(sample.width);
  }

  Component mean() const {
    const double deviation = sample.moments.mean[row.slots[0]] - law.mean;
    const double error = std::sqrt(law.variance / static_cast<double>(sample.moments.count));
    if (error > 0) return {deviation / error, deviation, error, false, name()};
    const bool wrong = std::abs(deviation) > rounding_floor(context.experiment);
    return {wrong ? infinite : 0.0, deviation, 0, true, name()};
  }

  Component spread() const {
    const auto slot = static_cast<std::uint32_t>(row.slots[0]);
    const double degrees = static_cast<double>(sample.moments.count) - 1;
    const double sum =
        degrees * covariance(context.plan, sample.moments, slot, slot) / law.variance;
    return {chi_square_equivalent(sum, degrees), 0, infinite, false, "variance of " + name()};
  }
};

/// The sharpest width of an exponent decides about `agrees`; the others can only reject.
void pick_decisive(Assessment& test, std::size_t exponents) {
  for (std::size_t i = 0; i < exponents; ++i) {
    Component* sharpest = nullptr;
    for (std::size_t k = i; k < test.components.size(); k += exponents)
      if (sharpest == nullptr || test.components[k].standard_error < sharpest->standard_error)
        sharpest = &test.components[k];
    if (sharpest != nullptr) sharpest->decisive = true;
  }
}

}  // namespace

Assessment exponents_test(const Context& context) {
  Assessment test;
  test.exact = true;
  test.networks = context.samples.back().moments.count;
  test.margin = rounding_floor(context.experiment);
  test.tolerance = context.experiment.compare.tolerance;
  const auto picked = verdict_rows(context.rows, "lyapunov_spectrum");
  std::vector<Exponent> all;
  for (const Sample& sample : context.samples)
    for (const std::size_t index : picked) {
      const Row& row = context.rows[index];
      const int direction = std::stoi(row.component);
      all.push_back({context, sample, row,
                     exponent_law(context.experiment.network, sample.width, direction)});
    }
  for (const Exponent& one : all)
    test.components.push_back(one.mean());
  pick_decisive(test, picked.size());
  for (const Exponent& one : all)
    if (one.law.variance > 0 && one.sample.moments.count > 1)
      test.components.push_back(one.spread());
  // Exponents of one network share its numbers of active neurons. Without their correlation the
  // critical value is too large, never too small [royen2014].
  test.correlation = Matrix(test.components.size());
  for (std::size_t k = 0; k < test.components.size(); ++k)
    test.correlation(k, k) = 1;
  return test;
}

}  // namespace widefield
