#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>

#include "host/app/commands.hpp"
#include "host/app/conclude.hpp"
#include "host/app/pipeline.hpp"
#include "widefield/observable.hpp"
#include "widefield/outputs.hpp"

namespace widefield {
namespace {

// What was run in shards is a whole now.
std::vector<Experiment> whole(std::vector<Experiment> experiments) {
  for (Experiment& experiment : experiments)
    experiment.run.shard = experiment.run.shards = 1;
  return experiments;
}

RunDescription whole_description(const Store& store) {
  RunDescription description = store.description();
  description.experiment_toml = resolved_toml(whole(stored_experiments(store)));
  return description;
}

std::string list_of(const std::set<int>& numbers) {
  return fmt::format("{}", fmt::join(numbers, ", "));
}

// Which shards a merge lacks, as far as its sources say; empty where none.
std::string missing_shards(const std::vector<std::filesystem::path>& sources) {
  std::set<int> of, present, missing;
  for (const auto& source : sources) {
    const Run run = stored_experiments(Store::read(source)).front().run;
    of.insert(run.shards);
    present.insert(run.shard);
  }
  if (of.size() > 1)
    return fmt::format("these are shards of {}: they do not make up one run", list_of(of));
  for (int shard = 1; shard <= *of.begin(); ++shard)
    if (!present.contains(shard)) missing.insert(shard);
  if (missing.empty()) return "";
  return fmt::format("of {} shards, {} {} not here", *of.begin(), list_of(missing),
                     missing.size() > 1 ? "are" : "is");
}

}  // namespace

int merge_command(const Options& options) {
  const std::vector<std::filesystem::path> sources(options.folders.begin(), options.folders.end());
  const std::filesystem::path folder = options.output;
  const RunDescription description = whole_description(merge(sources, folder));
  if (const std::string missing = missing_shards(sources); !missing.empty())
    fmt::print(stderr, "note: {}\n", missing);
  const Store store = Store::open(folder, description, OpenMode::resume);
  write_file(folder / "experiment.toml", description.experiment_toml);
  const Job job = make_job(stored_experiments(store), folder);
  Results results;
  results.title = job.experiments[0].name;
  results.command = options.typed;
  results.provenance = provenance(options.typed);
  results.experiments = analyse(store, job.experiments, job.plans, count_tests(job.experiments));
  add_cost(results.provenance, job, {});
  write_outputs(folder, results, observables());
  return conclude(results, folder, options);
}

}  // namespace widefield
