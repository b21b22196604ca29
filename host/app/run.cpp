#include "host/app/commands.hpp"
#include "host/app/conclude.hpp"
#include "host/app/pipeline.hpp"
#include "widefield/observable.hpp"
#include "widefield/outputs.hpp"

namespace widefield {

int run_command(const Options& options) {
  std::vector<Experiment> experiments = load(options.request);
  const std::string name = experiments[0].name;
  const Job job = make_job(std::move(experiments), options.output.empty() ? name : options.output);
  Progress progress(!options.no_progress && !options.quiet);
  Results results;
  results.title = name;
  results.command = options.typed;
  results.provenance = provenance(options.typed);
  const Cost cost =
      simulate_job(job, options.resume ? OpenMode::resume : OpenMode::fresh, progress);
  add_cost(results.provenance, job, cost);
  results.experiments =
      analyse(Store::read(job.folder), job.experiments, job.plans, count_tests(job.experiments));
  write_outputs(job.folder, results, observables());
  return conclude(results, job.folder, options);
}

}  // namespace widefield
