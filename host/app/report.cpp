#include <fmt/format.h>

#include "host/app/commands.hpp"
#include "host/app/conclude.hpp"
#include "host/app/pipeline.hpp"
#include "widefield/error.hpp"
#include "widefield/outputs.hpp"
#include "widefield/report.hpp"

namespace widefield {
namespace {

namespace fs = std::filesystem;

// From the blocks where the folder has them, so that an unfinished run has a report too; else from
// results.json, which a folder of several runs has.
Results stored_results(const fs::path& folder, const std::string& typed) {
  if (!fs::exists(folder / "blocks.sqlite")) return read_results(folder);
  const Store store = Store::read(folder);
  const std::vector<Experiment> experiments = stored_experiments(store);
  Results results;
  results.title = experiments[0].name;
  results.provenance =
      fs::exists(folder / "results.json") ? read_results(folder).provenance : provenance(typed);
  results.experiments =
      analyse(store, experiments, plans_of(experiments), count_tests(experiments));
  return results;
}

// A report replaces nothing but a report.
void check_target(const fs::path& file) {
  std::error_code ignored;
  if (!fs::exists(fs::symlink_status(file, ignored)) || is_report(file)) return;
  throw InputError("command line", "-o", fmt::format("{} is no report", file.string()),
                   "a report is written where nothing is, or over another one",
                   "choose another name");
}

}  // namespace

int report_command(const Options& options) {
  const fs::path file = options.output.empty() ? fs::path(options.folders[0]) / "report.html"
                                               : fs::path(options.output);
  check_target(file);
  Results all;
  for (const std::string& folder : options.folders) {
    Results results = stored_results(folder, options.typed);
    if (all.experiments.empty()) all.title = results.title, all.provenance = results.provenance;
    for (ExperimentResult& result : results.experiments)
      all.experiments.push_back(std::move(result));
  }
  if (options.folders.size() > 1) all.title = fmt::format("{} runs", options.folders.size());
  all.command = options.typed;
  write_file(file, report_html(all));
  if (options.json)
    fmt::print("{}", results_json(all));
  else
    fmt::print("{}report: {}\n", verdict_table(all), file.string());
  return done;
}

}  // namespace widefield
