#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "host/app/blocks.hpp"
#include "host/app/machine.hpp"
#include "host/app/pipeline.hpp"
#include "host/app/version.hpp"
#include "widefield/comparison.hpp"
#include "widefield/config.hpp"
#include "widefield/theory.hpp"

namespace widefield {
namespace {

// The stored point an experiment belongs to; its backend is the one that simulated it.
const Identity& stored_identity(const Store& store, const Experiment& experiment) {
  const auto& points = store.description().points;
  for (const char* backend : {"cpu", "cuda"}) {
    const Identity identity = identity_of(experiment, backend);
    for (const StoredPoint& point : points)
      if (point.identity == identity) return point.identity;
  }
  throw RunError(fmt::format("{} is not in this store", label(experiment)),
                 "run it again in a new folder");
}

std::string backend_of(const Identity& identity) {
  for (const auto& [key, value] : identity)
    if (key == "backend") return value.find("cuda") == std::string::npos ? "cpu" : "cuda";
  return "cpu";
}

// A stopping rule on the error looks after 2^j blocks: the blocks up to the first look that is
// content count, whatever else is in the store.
void apply_error_rule(const Experiment& experiment, WidthData& data) {
  const double goal = experiment.run.relative_error;
  if (!(goal > 0)) return;
  const std::uint64_t shards = experiment.run.shards, before = experiment.run.shard - 1;
  const auto in_order = [&](std::size_t i) { return data.blocks[i].first == i * shards + before; };
  WidthData looked{data.width, data.engine, data.why, {}, {}};
  for (std::size_t i = 0; i < data.blocks.size() && in_order(i); ++i) {
    looked.blocks.push_back(data.blocks[i]);
    if (is_look(i + 1) && relative_standard_error(experiment, looked) <= goal) {
      data.blocks = std::move(looked.blocks);
      return;
    }
  }
}

using Counts = std::vector<std::vector<std::uint64_t>>;

bool has_shape(const Counts& counts, const std::vector<HistogramPlan>& plans) {
  return std::equal(counts.begin(), counts.end(), plans.begin(), plans.end(),
                    [](const auto& bins, const HistogramPlan& plan) {
                      return bins.size() + 1 == plan.edges.size();
                    });
}

void add(Counts& sum, const Counts& counts) {
  if (sum.empty()) {
    sum = counts;
    return;
  }
  for (std::size_t i = 0; i < counts.size(); ++i)
    for (std::size_t bin = 0; bin < counts[i].size(); ++bin)
      sum[i][bin] += counts[i][bin];
}

void add_histograms(const Store& store, const Ensemble& ensemble,
                    const std::vector<HistogramPlan>& plans, WidthData& data) {
  std::vector<std::uint64_t> used;
  for (const auto& block : data.blocks)
    used.push_back(block.first);
  store.visit(ensemble, [&](const Block& block) {
    if (!std::binary_search(used.begin(), used.end(), block.number)) return;
    if (!has_shape(block.histograms, plans))
      throw RunError(fmt::format("block {} at width {} has other histograms than this experiment",
                                 block.number, ensemble.width),
                     "the store is damaged or of another version: run again");
    add(data.histograms, block.histograms);
  });
}

WidthData stored_width(const Store& store, const Experiment& experiment, const std::string& point,
                       const Plan& plan) {
  const Ensemble ensemble{point, plan.width};
  WidthData data{plan.width, plan.engine, plan.why, {}, {}};
  data.blocks = store.moments(ensemble, moment_plan(experiment));
  const std::uint64_t wanted = blocks_for(experiment.run.networks, plan.networks_per_block);
  std::erase_if(data.blocks, [&](const auto& block) { return block.first >= wanted; });
  apply_error_rule(experiment, data);
  const std::vector<HistogramPlan> histograms = histogram_plans(experiment, plan.width);
  if (!histograms.empty()) add_histograms(store, ensemble, histograms, data);
  return data;
}

// "2026-11-24T05:35:00Z".
std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

void name_rows(ExperimentResult& result, const std::string& name) {
  for (auto& row : result.rows)
    row.experiment = name;
  for (auto& verdict : result.verdicts)
    verdict.experiment = name;
  for (auto& histogram : result.histograms)
    histogram.experiment = name;
  for (auto& scalar : result.scalars)
    scalar.experiment = name;
}

ExperimentResult analyse_one(const Store& store, const Experiment& experiment,
                             const std::vector<Plan>& plans, int tests) {
  const Identity& identity = stored_identity(store, experiment);
  const std::string point = identity_hash(identity);
  std::vector<WidthData> data;
  for (const Plan& plan : plans)
    data.push_back(stored_width(store, experiment, point, plan));
  std::erase_if(data, [](const WidthData& one) { return one.blocks.empty(); });
  if (data.empty())
    throw RunError(fmt::format("no finished block of {}", label(experiment)),
                   "go on with widefield run and --resume");
  std::sort(data.begin(), data.end(), [](auto& a, auto& b) { return a.width < b.width; });
  ExperimentResult result = compare(experiment, predict(experiment), data, tests);
  name_rows(result, label(experiment));
  result.provenance.backend = backend_of(identity);
  result.provenance.engine = data[0].engine;
  result.provenance.precision = experiment.run.precision;
  result.provenance.seed = experiment.run.seed;
  result.provenance.random_scheme = random_scheme_version;
  return result;
}

}  // namespace

std::vector<ExperimentResult> analyse(const Store& store,
                                      const std::vector<Experiment>& experiments,
                                      const Plans& plans, int tests_in_report) {
  std::vector<ExperimentResult> results;
  for (std::size_t i = 0; i < experiments.size(); ++i)
    results.push_back(analyse_one(store, experiments[i], plans[i], tests_in_report));
  return results;
}

Plans plans_of(const std::vector<Experiment>& experiments) {
  Plans plans;
  for (const Experiment& experiment : experiments) {
    plans.emplace_back();
    for (const std::int64_t width : experiment.network.width)
      plans.back().push_back(plan(experiment, width));
  }
  return plans;
}

std::vector<Experiment> stored_experiments(const Store& store) {
  return load_text(store.description().experiment_toml, "experiment.toml");
}

int count_tests(const std::vector<Experiment>& experiments) {
  int tests = 0;
  for (const Experiment& experiment : experiments)
    tests += count_tests(experiment);
  return tests;
}

Provenance provenance(const std::string& command) {
  Provenance where;
  where.version = version();
  where.commit = commit();
  where.command = command;
  where.started = utc_now();
  where.random_scheme = random_scheme_version;
  return where;
}

void add_cost(Provenance& where, const Job& job, const Cost& cost) {
  const Machine& machine = job.machines.at(0);
  const Run& run = job.experiments.at(0).run;
  where.backend = machine.backend;
  where.device = machine.backend == "cuda" ? cuda_devices().at(0).name : processor_name();
  where.engine = job.plans[0][0].engine;
  where.precision = run.precision;
  where.seed = run.seed;
  where.threads = machine.threads;
  where.seconds += cost.seconds;
  where.networks_per_second =
      where.seconds > 0 ? static_cast<double>(cost.networks) / where.seconds : 0;
}

}  // namespace widefield
