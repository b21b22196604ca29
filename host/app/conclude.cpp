#include "host/app/conclude.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "host/app/table.hpp"
#include "widefield/comparison.hpp"
#include "widefield/config.hpp"
#include "widefield/outputs.hpp"
#include "widefield/report.hpp"

namespace widefield {
namespace {

constexpr std::size_t longest_cell = 76;  // columns; a terminal is about 120 wide

bool any_verdict(const Results& results, const std::string& word) {
  for (const ExperimentResult& result : results.experiments)
    for (const Verdict& verdict : result.verdicts)
      if (verdict.verdict == word) return true;
  return false;
}

std::string shortened(const std::string& text) {
  return text.size() <= longest_cell ? text : text.substr(0, longest_cell - 3) + "...";
}

std::vector<std::string> verdict_row(const Verdict& verdict) {
  return {shortened(verdict.experiment),
          verdict.observable,
          verdict.method,
          verdict.verdict,
          short_number(verdict.largest_relative_deviation),
          short_number(verdict.resolution),
          short_number(verdict.tolerance),
          short_number(verdict.smallest_visible_error)};
}

std::string count_of_verdicts(const Results& results) {
  std::map<std::string, int> counts;
  for (const ExperimentResult& result : results.experiments)
    for (const Verdict& verdict : result.verdicts)
      ++counts[verdict.verdict];
  std::string text;
  for (const char* word : {"agrees", "close", "underpowered", "disagrees"})
    if (counts[word] > 0)
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", counts[word], word);
  return text.empty() ? "no verdict" : text;
}

std::string claims(const Results& results) {
  std::vector<std::vector<std::string>> rows = {{"paper", "claim of", "verdict"}};
  for (const ExperimentResult& result : results.experiments) {
    const Claim& claim = result.experiment.claim;
    const std::string verdict = claim_verdict(result);
    if (claim.text.empty()) continue;
    if (rows.back()[1] == result.experiment.name)
      rows.back()[2] = worse_verdict(rows.back()[2], verdict);
    else
      rows.push_back({claim.citation, result.experiment.name, verdict});
  }
  return rows.size() > 1 ? "\n" + text_table(rows) : "";
}

// Why no test says anything about an observable.
std::string why_no_verdict(const ExperimentResult& result, const std::string& observable) {
  for (const auto& [name, reason] : result.prediction.unknown)
    if (name == observable) return reason;
  std::string reasons;
  for (const Method& method : methods(result.experiment, observable))
    reasons += fmt::format("{}{}: {}", reasons.empty() ? "" : "; ", method.name,
                           method.applies ? "theory has no number for it" : method.reason);
  return reasons;
}

std::string silence(const Results& results) {
  std::vector<std::vector<std::string>> rows = {{"experiment", "no verdict on", "why"}};
  for (const ExperimentResult& result : results.experiments)
    for (const std::string& observable : result.experiment.measure.observables)
      if (std::none_of(result.verdicts.begin(), result.verdicts.end(),
                       [&](const Verdict& one) { return one.observable == observable; }))
        rows.push_back(
            {shortened(label(result.experiment)), observable, why_no_verdict(result, observable)});
  return rows.size() > 1 ? "\n" + text_table(rows) : "";
}

}  // namespace

std::string verdict_table(const Results& results) {
  std::vector<std::vector<std::string>> rows = {{"experiment", "observable", "method", "verdict",
                                                 ">deviation", ">resolution", ">margin",
                                                 ">visible"}};
  for (const ExperimentResult& result : results.experiments)
    for (const Verdict& verdict : result.verdicts)
      rows.push_back(verdict_row(verdict));
  return text_table(rows) + claims(results) + silence(results) + "\n" + count_of_verdicts(results) +
         "\n";
}

int check_status(const Results& results) {
  if (any_verdict(results, "disagrees")) return check_disagrees;
  const bool silent =
      std::all_of(results.experiments.begin(), results.experiments.end(),
                  [](const ExperimentResult& result) { return result.verdicts.empty(); });
  return silent || any_verdict(results, "underpowered") ? check_underpowered : done;
}

int conclude(const Results& results, const std::filesystem::path& folder, const Options& options) {
  const std::filesystem::path report = folder / "report.html";
  write_file(report, report_html(results));
  if (options.json)
    fmt::print("{}", results_json(results));
  else if (!options.quiet)
    fmt::print("{}report: {}\n", verdict_table(results), report.string());
  return options.check ? check_status(results) : done;
}

}  // namespace widefield
