#include "host/config/check_exponents.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace widefield {
namespace {

const std::string key = "measure.exponents";

[[noreturn]] void refuse_exponents(const Experiment& experiment, const Origins& origins,
                                   std::string reason, std::string remedy) {
  refuse(origins, key, fmt::format("{} exponents", experiment.measure.exponents), std::move(reason),
         std::move(remedy));
}

/// A bound on P(K < most), K ~ Binomial(width, 1/2) neurons of a relu layer being on: Chernoff's,
/// exp(-N D(a || 1/2)) with a = (most - 1) / N.
double too_few_active(double width, double most) {
  const double a = (most - 1) / width;
  if (a >= 0.5) return 1;
  const double entropy = (a > 0 ? a * std::log(a) : 0) + (1 - a) * std::log1p(-a);
  return std::exp(-width * (std::numbers::ln2 + entropy));
}

/// How many directions are expected to be lost over all networks.
double lost(const Experiment& experiment, double width, int exponents) {
  const auto layers = static_cast<double>(experiment.network.depth);
  const auto networks = static_cast<double>(experiment.run.networks);
  return layers * networks * too_few_active(width, exponents);
}

}  // namespace

void check_exponents(const Experiment& experiment, std::int64_t rank, const Origins& origins) {
  constexpr double tolerated = 1e-3;
  const Network& network = experiment.network;
  const Measure& measure = experiment.measure;
  if (!measures(experiment, "lyapunov_spectrum")) return;
  const std::int64_t width = *std::min_element(network.width.begin(), network.width.end());
  if (measure.exponents > width - rank)
    refuse_exponents(
        experiment, origins,
        fmt::format("width {} holds {} directions orthogonal to the inputs", width, width - rank),
        "ask for so many at most or choose a larger width");
  if (network.activation != "relu") return;
  if (network.activation_input_shift < 0)
    refuse_exponents(experiment, origins,
                     "with a negative input shift fewer than half of the relu neurons are on, how "
                     "many depends on their length, and a direction may be lost",
                     "choose activation_input_shift = 0 or more, or another activation");
  const auto neurons = static_cast<double>(width);
  if (lost(experiment, neurons, measure.exponents) <= tolerated) return;
  int most = measure.exponents;
  while (most > 0 && lost(experiment, neurons, most) > tolerated)
    --most;
  refuse_exponents(
      experiment, origins,
      fmt::format("a layer of {} relu neurons may have fewer that are on, and then a direction "
                  "is lost: its exponent is -inf",
                  width),
      most > 0 ? fmt::format("ask for {} at most or choose a larger width", most)
               : "choose a larger width");
}

}  // namespace widefield
