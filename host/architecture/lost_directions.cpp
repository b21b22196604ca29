#include "host/architecture/lost_directions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "widefield/observable.hpp"

namespace widefield {
namespace {

constexpr double tolerated = 1e-3;  // directions, over all networks

/// A bound on P(K < most), K ~ Binomial(width, 1/2) neurons of a relu layer being on: Chernoff's,
/// exp(-N D(a || 1/2)) with a = (most - 1) / N.
double too_few_active(double width, double most) {
  const double a = (most - 1) / width;
  if (a >= 0.5) return 1;
  const double entropy = (a > 0 ? a * std::log(a) : 0) + (1 - a) * std::log1p(-a);
  return std::exp(-width * (std::numbers::ln2 + entropy));
}

/// How many directions are expected to be lost over all networks.
double lost(const Experiment& experiment, std::int64_t width, int exponents) {
  const auto layers = static_cast<double>(experiment.network.depth);
  const auto networks = static_cast<double>(experiment.run.networks);
  return layers * networks * too_few_active(static_cast<double>(width), exponents);
}

}  // namespace

void check_lost_directions(const Experiment& experiment, const Origins& origins) {
  const Network& network = experiment.network;
  if (!measures(experiment, Primitive::lyapunov_exponent) || network.activation != "relu") return;
  const std::int64_t width = *std::min_element(network.width.begin(), network.width.end());
  if (network.activation_input_shift < 0)
    refuse(origins, "measure.exponents", fmt::format("{} exponents", experiment.measure.exponents),
           "with a negative input shift fewer than half of the relu neurons are on, how many "
           "depends on their length, and a direction may be lost",
           "choose activation_input_shift = 0 or more, or another activation");
  const int asked = experiment.measure.exponents;
  int most = asked;
  while (most > 0 && lost(experiment, width, most) > tolerated)
    --most;
  if (most == asked) return;
  refuse(origins, "measure.exponents", fmt::format("{} exponents", asked),
         fmt::format("a layer of {} relu neurons may have fewer that are on, and then a direction "
                     "is lost: its exponent is -inf",
                     width),
         most > 0 ? fmt::format("ask for {} at most or choose a larger width", most)
                  : "choose a larger width");
}

}  // namespace widefield
