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

}  // namespace

int merge_command(const Options& options) {
  const std::vector<std::filesystem::path> sources(options.folders.begin(), options.folders.end());
  const std::filesystem::path folder = options.output;
  const RunDescription description = whole_description(merge(sources, folder));
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
