#include "host/app/speed.hpp"

#include <algorithm>
#include <chrono>

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

double timed(const Experiment& experiment, std::int64_t width, const Machine& machine,
             std::size_t networks) {
  using Clock = std::chrono::steady_clock;
  std::vector<double> records(networks * record_layout(experiment).size());
  const Clock::time_point start = Clock::now();
  simulate(experiment, width, 0, machine, records);
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// A narrower and shallower relative of the experiment that is quick to simulate.
Experiment smaller(Experiment experiment, std::int64_t& width, const Plan& plan) {
  const double factor = std::min(1.0, trial_work / std::max(1.0, work(plan)));
  const int depth = experiment.network.depth;
  experiment.network.depth =
      std::clamp(static_cast<int>(depth * factor), std::min(2, depth), depth);
  const double rest = factor * depth / experiment.network.depth;
  width = std::max<std::int64_t>(std::min<std::int64_t>(width, 256),
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
  timed(trial, width, machine, 1);  // the first call pays for what is set up once
  const double seconds = timed(trial, width, machine, networks) / static_cast<double>(networks);
  return seconds * std::max(1.0, work(plan)) / trial_cost;
}

}  // namespace widefield
