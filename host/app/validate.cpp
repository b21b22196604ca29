#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "host/app/commands.hpp"
#include "host/app/conclude.hpp"
#include "host/app/pipeline.hpp"
#include "host/key/suggest.hpp"
#include "widefield/error.hpp"
#include "widefield/observable.hpp"
#include "widefield/outputs.hpp"

namespace widefield {
namespace {

// "poole2016/correlation-map" is meant by its own name and by that of its paper.
bool meant(const std::string& name, const std::string& wanted) {
  return name == wanted || name.starts_with(wanted + "/");
}

// What --only takes: cases and papers.
std::vector<std::string> known_names(const std::vector<std::string>& cases) {
  std::vector<std::string> known;
  for (const std::string& name : cases) {
    const std::string paper = name.substr(0, name.find('/'));
    if (std::find(known.begin(), known.end(), paper) == known.end()) known.push_back(paper);
  }
  known.insert(known.end(), cases.begin(), cases.end());
  return known;
}

std::vector<std::string> selected_cases(const std::vector<std::string>& only) {
  std::vector<std::string> all, selected;
  for (const CaseFile& file : case_files())
    all.emplace_back(file.name);
  for (const std::string& wanted : only)
    if (std::none_of(all.begin(), all.end(), [&](auto& name) { return meant(name, wanted); }))
      throw InputError("command line", "--only", fmt::format("no case '{}'", wanted), "",
                       did_you_mean(wanted, known_names(all)));
  for (const std::string& name : all)
    if (only.empty() ||
        std::any_of(only.begin(), only.end(), [&](auto& wanted) { return meant(name, wanted); }))
      selected.push_back(name);
  return selected;
}

std::vector<Job> make_jobs(const Options& options, const std::filesystem::path& folder) {
  std::vector<Job> jobs;
  for (const std::string& name : selected_cases(options.only)) {
    ExperimentRequest request = options.request;
    request.target = name;
    jobs.push_back(make_job(load(request), folder / name));
  }
  return jobs;
}

void check_fresh(const std::filesystem::path& folder, const Options& options) {
  std::error_code ignored;
  if (options.resume || !std::filesystem::exists(folder, ignored) ||
      std::filesystem::is_empty(folder, ignored))
    return;
  throw InputError(folder.string(), "", "the folder is not empty", "",
                   "go on with --resume, or choose another folder with -o");
}

// A report that is still empty, with the hour at which it was begun.
Results begin(std::string title, const Options& options) {
  Results results;
  results.title = std::move(title);
  results.command = options.typed;
  results.provenance = provenance(options.typed);
  return results;
}

// One case, whose folder then holds what `run` would write there.
Results carry_out(const Job& job, const Options& options, int tests, Progress& progress,
                  Cost& total) {
  Results results = begin(job.experiments[0].name, options);
  const Cost cost =
      simulate_job(job, options.resume ? OpenMode::resume : OpenMode::fresh, progress);
  add_cost(results.provenance, job, cost);
  results.experiments = analyse(Store::read(job.folder), job.experiments, job.plans, tests);
  write_outputs(job.folder, results, observables());
  total.seconds += cost.seconds;
  total.networks += cost.networks;
  return results;
}

int count_tests(const std::vector<Job>& jobs) {
  int tests = 0;
  for (const Job& job : jobs)
    tests += count_tests(job.experiments);
  return tests;
}

}  // namespace

// The whole has no results.nc: axes that serve every case at once would be almost empty.
int validate_command(const Options& options) {
  Options chosen = options;
  std::string& scale = chosen.request.scale;
  if (scale.empty()) scale = "desk";
  const std::filesystem::path folder =
      options.output.empty() ? "validate-" + scale : options.output;
  check_fresh(folder, options);
  const std::vector<Job> jobs = make_jobs(chosen, folder);
  const int tests = count_tests(jobs);
  Results results = begin(fmt::format("Validation, scale {}", scale), options);
  Progress progress(!options.no_progress && !options.quiet);
  Cost total;
  for (const Job& job : jobs) {
    Results of_case = carry_out(job, options, tests, progress, total);
    std::move(of_case.experiments.begin(), of_case.experiments.end(),
              std::back_inserter(results.experiments));
  }
  add_cost(results.provenance, jobs.front(), total);
  write_file(folder / "results.json", results_json(results));
  return conclude(results, folder, chosen);
}

}  // namespace widefield
