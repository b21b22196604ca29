#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "host/app/blocks.hpp"
#include "host/app/commands.hpp"
#include "host/app/machine.hpp"
#include "host/app/progress.hpp"
#include "host/app/speed.hpp"
#include "host/app/table.hpp"
#include "widefield/comparison.hpp"

namespace widefield {
namespace {

struct Estimate {
  Plan plan;
  std::uint64_t networks = 0;
  double seconds = 0;
};

Estimate estimate(const Experiment& experiment, const Machine& machine, const Plan& plan) {
  Estimate cost{plan, 0, 0};
  cost.networks = blocks_for(experiment.run.networks, plan.networks_per_block) *
                  static_cast<std::uint64_t>(plan.networks_per_block) / experiment.run.shards;
  cost.seconds =
      seconds_per_network(experiment, plan, machine) * static_cast<double>(cost.networks);
  return cost;
}

nlohmann::ordered_json json(const Experiment& experiment, const std::vector<Estimate>& costs) {
  nlohmann::ordered_json widths = nlohmann::ordered_json::array();
  for (const Estimate& cost : costs)
    widths.push_back({{"width", cost.plan.width},
                      {"engine", cost.plan.engine},
                      {"why", cost.plan.why},
                      {"networks", cost.networks},
                      {"networks_per_block", cost.plan.networks_per_block},
                      {"normals_per_network", cost.plan.normals},
                      {"operations_per_network", cost.plan.operations},
                      {"bytes_per_network", cost.plan.bytes},
                      {"memory_per_network", cost.plan.memory},
                      {"seconds", cost.seconds}});
  return {{"experiment", label(experiment)},
          {"widths", widths},
          {"smallest_visible_error", smallest_visible_error(experiment)}};
}

std::string text(const Experiment& experiment, const std::vector<Estimate>& costs) {
  std::vector<std::vector<std::string>> rows = {
      {">width", "engine", ">networks", ">normals", ">operations", ">bytes", ">memory", ">time"}};
  double seconds = 0;
  std::string why;
  for (const Estimate& cost : costs) {
    const double networks = static_cast<double>(cost.networks);
    rows.push_back({std::to_string(cost.plan.width), cost.plan.engine,
                    std::to_string(cost.networks), count_text(cost.plan.normals * networks),
                    count_text(cost.plan.operations * networks),
                    count_text(cost.plan.bytes * networks) + "B",
                    count_text(cost.plan.memory) + "B", duration_text(cost.seconds)});
    seconds += cost.seconds;
    const std::string reason = fmt::format("{}: {}\n", cost.plan.engine, cost.plan.why);
    if (why.find(reason) == std::string::npos) why += reason;
  }
  return fmt::format(
      "{}\n\n{}\n{}total time {}; smallest relative error of weight_variance that would be seen "
      "with 99 %: {}\n",
      label(experiment), text_table(rows), why, duration_text(seconds),
      short_number(smallest_visible_error(experiment)));
}

}  // namespace

int plan_command(const Options& options) {
  nlohmann::ordered_json documents = nlohmann::ordered_json::array();
  for (const Experiment& experiment : load(options.request)) {
    const Machine machine = machine_for(experiment);
    std::vector<Estimate> costs;
    for (const Plan& plan : checked_plans(experiment, machine))
      costs.push_back(estimate(experiment, machine, plan));
    if (options.json)
      documents.push_back(json(experiment, costs));
    else
      fmt::print("{}\n", text(experiment, costs));
  }
  if (options.json) {
    const nlohmann::ordered_json document = {{"schema", "widefield.plan/1"},
                                             {"experiments", documents}};
    fmt::print("{}\n", document.dump(2));
  }
  return done;
}

}  // namespace widefield
