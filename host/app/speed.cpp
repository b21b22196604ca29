#include "host/app/speed.hpp"

#include <algorithm>
#include <chrono>
#include <ctime>

#include "widefield/observable.hpp"

namespace widefield {
namespace {

// A trial of about this many normals and operations takes some hundredths of a second.
constexpr double trial_work = 2e7;
// A normal with its share of the activation costs about as much as this many multiply-adds.
constexpr double operations_per_normal = 25;

double work(const Plan& plan) {
  return plan.operations + operations_per_normal * plan.normals;
}

double now(const Machine& machine) {
  if (machine.backend != "cuda")  // of the processor: what else runs meanwhile does not count
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC / std::max(1, machine.threads);
  using Clock = std::chrono::steady_clock;
  return std::chrono::duration<double>(Clock::now().time_since_epoch()).count();
}

/// The middle one of a few trials.
double timed(const Experiment& experiment, std::int64_t width, const Machine& machine,
             std::size_t networks) {
  constexpr int trials = 5;
  std::vector<double> records(networks * record_layout(experiment).size()), seconds;
  for (int trial = 0; trial < trials; ++trial) {
    const double start = now(machine);
    simulate(experiment, width, 0, machine, records);
    seconds.push_back(now(machine) - start);
  }
  std::nth_element(seconds.begin(), seconds.begin() + trials / 2, seconds.end());
  return seconds[trials / 2];
}

// A narrower and shallower relative of the experiment that is quick to simulate.
Experiment smaller(Experiment experiment, std::int64_t& width, const Plan& plan) {
  const double factor = std::min(1.0, trial_work / std::max(1.0, work(plan)));
  const int depth = experiment.network.depth;
  experiment.network.depth =
      std::clamp(static_cast<int>(depth * factor), std::min(2, depth), depth);
  const double rest = factor * depth / experiment.network.depth;
  // At least as wide as its inputs and tangents need, twice over.
  const std::int64_t directions =
      static_cast<std::int64_t>(experiment.inputs.count) * (1 + experiment.measure.exponents);
  const std::int64_t least = std::max<std::int64_t>(256, 2 * directions);
  width = std::max<std::int64_t>(std::min<std::int64_t>(width, least),
                                 static_cast<std::int64_t>(static_cast<double>(width) * rest));
  experiment.network.width = {width};
  return experiment;
}

}  // namespace

double seconds_per_network(const Experiment& experiment, const Plan& plan, const Machine& machine) {
  std::int64_t width = plan.width;
  const Experiment trial = smaller(experiment, width, plan);
  const double trial_cost = std::max(1.0, work(widefield::plan(trial, width)));
  const auto networks = static_cast<std::size_t>(
      std::clamp(trial_work / trial_cost, 1.0, static_cast<double>(plan.networks_per_block)));
  const double seconds = timed(trial, width, machine, networks) / static_cast<double>(networks);
  return seconds * std::max(1.0, work(plan)) / trial_cost;
}

}  // namespace widefield
