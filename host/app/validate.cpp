#include <fmt/format.h>

#include <algorithm>

#include "host/app/commands.hpp"
#include "host/app/conclude.hpp"
#include "host/app/pipeline.hpp"
#include "host/config/suggest.hpp"
#include "widefield/error.hpp"

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

std::vector<Job> prepare_all(const Options& options, const std::filesystem::path& folder) {
  std::vector<Job> jobs;
  for (const std::string& name : selected_cases(options.only)) {
    ExperimentRequest request = options.request;
    request.target = name;
    jobs.push_back(prepare(load(request), folder / name));
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

}  // namespace

int validate_command(const Options& options) {
  Options chosen = options;
  std::string& scale = chosen.request.scale;
  if (scale.empty()) scale = "desk";
  const std::filesystem::path folder =
      options.output.empty() ? "validate-" + scale : options.output;
  check_fresh(folder, options);
  const std::vector<Job> jobs = prepare_all(chosen, folder);
  Results results;
  results.title = fmt::format("Validation, scale {}", scale);
  results.command = options.typed;
  results.provenance = provenance(options.typed);
  int tests = 0;
  for (const Job& job : jobs)
    tests += count_tests(job.experiments);
  Progress progress(!options.no_progress && !options.quiet);
  Cost total;
  for (const Job& job : jobs) {
    const Cost cost =
        simulate_job(job, options.resume ? OpenMode::resume : OpenMode::fresh, progress);
    total.seconds += cost.seconds;
    total.networks += cost.networks;
    for (ExperimentResult& result : analyse(Store::read(job.folder), job.experiments, tests))
      results.experiments.push_back(std::move(result));
  }
  add_cost(results.provenance, jobs.front(), total);
  return conclude(results, folder, chosen);
}

}  // namespace widefield
