#include <cmath>
#include <limits>

#include "host/architecture/architecture.hpp"
#include "host/statistics/methods/policy.hpp"
#include "host/statistics/methods/tests.hpp"

namespace widefield {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

/// One exponent at one width: its mean, and its variance over networks.
struct Exponent {
  const Context& context;
  const Sample& sample;
  const Estimand& estimand;
  LogLaw law;

  std::string name() const {
    return "exponent " + estimand.component + " at width " + std::to_string(sample.width);
  }

  Component mean() const {
    const double deviation = sample.moments.mean[estimand.slots[0]] - law.mean;
    const double error = std::sqrt(law.variance / static_cast<double>(sample.moments.count));
    if (error > 0) return {deviation / error, deviation, error, false, name()};
    const bool wrong = std::abs(deviation) > rounding_floor(context.experiment);
    return {wrong ? infinite : 0.0, deviation, 0, true, name()};
  }

  Component spread() const {
    const auto slot = static_cast<std::uint32_t>(estimand.slots[0]);
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

Assessment exponents_test(const Context& context, const std::string& observable) {
  Assessment test;
  test.exact = true;
  test.networks = context.samples.back().moments.count;
  test.margin = rounding_floor(context.experiment);
  test.tolerance = context.experiment.compare.tolerance;
  const auto picked = verdict_estimands(context.estimands, observable);
  const Network& network = context.experiment.network;
  std::vector<Exponent> all;
  for (const Sample& sample : context.samples)
    for (const std::size_t index : picked) {
      const Estimand& estimand = context.estimands[index];
      const int direction = std::stoi(estimand.component);
      all.push_back({context, sample, estimand,
                     theory_of(network).closed->exponent(network, sample.width, direction)});
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
