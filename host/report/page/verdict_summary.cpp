#include "host/report/page/verdict_summary.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "widefield/comparison.hpp"

namespace widefield {
namespace {

VerdictSummary& summary_of(std::vector<VerdictSummary>& list, const Verdict& verdict) {
  for (VerdictSummary& summary : list)
    if (summary.observable == verdict.observable && summary.method == verdict.method)
      return summary;
  VerdictSummary& summary = list.emplace_back();
  summary.observable = verdict.observable;
  summary.method = verdict.method;
  return summary;
}

/// The larger magnitude; NaN, which hides nothing, wins.
double worse(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return std::nan("");
  return std::abs(b) > std::abs(a) ? b : a;
}

void add(VerdictSummary& summary, const Verdict& verdict) {
  const Rank rank = rank_of(verdict.verdict);
  const bool first = summary.total() == 0;
  if (first || rank > summary.worst) {
    summary.worst = rank;
    summary.word = verdict.verdict;
    summary.note = verdict.note;
  }
  ++summary.points[static_cast<std::size_t>(rank)];
  summary.p = std::min(summary.p, verdict.p);
  summary.deviation = worse(summary.deviation, verdict.largest_relative_deviation);
  summary.resolution = worse(summary.resolution, verdict.resolution);
  summary.tolerance = std::max(summary.tolerance, verdict.tolerance);
  summary.smallest_visible = worse(summary.smallest_visible, verdict.smallest_visible_error);
  if (verdict.networks_to_decide)
    summary.networks_to_decide =
        std::max(summary.networks_to_decide.value_or(0), *verdict.networks_to_decide);
}

}  // namespace

Rank rank_of(std::string_view verdict) {
  if (verdict == "agrees") return Rank::agrees;
  if (verdict == "close") return Rank::close;
  if (verdict == "underpowered") return Rank::underpowered;
  if (verdict == "disagrees") return Rank::disagrees;
  return Rank::unknown;
}

std::size_t VerdictSummary::total() const {
  return std::accumulate(points.begin(), points.end(), std::size_t{0});
}

std::vector<VerdictSummary> summarise(const Family& family) {
  std::vector<VerdictSummary> list;
  for (const ExperimentResult* point : family.points)
    for (const Verdict& verdict : point->verdicts)
      add(summary_of(list, verdict), verdict);
  return list;
}

std::string_view family_of_method(std::string_view method) {
  if (method == "one_step" || method == "closed_form") return "exact";
  if (method == "corrected") return "corrected";
  if (method == "extrapolated") return "asymptotic";
  return "other";
}

std::string_view method_words(std::string_view method) {
  if (method == "one_step") return "exact, one step";
  if (method == "closed_form") return "exact, closed form";
  if (method == "corrected") return "corrected to order\u00A01/N";
  if (method == "extrapolated") return "extrapolated to N\u00A0→\u00A0∞";
  return method;
}

Rank claim_rank(const Family& family) {
  std::string worst = claim_verdict(family.first());
  for (const ExperimentResult* point : family.points)
    worst = worse_verdict(worst, claim_verdict(*point));
  return rank_of(worst);
}

}  // namespace widefield
