#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/report/figure/family.hpp"

namespace widefield {

/// The four verdicts from best to worst, and words that are none of them.
enum class Rank { agrees, close, underpowered, disagrees, unknown };
inline constexpr std::size_t ranks = 5;

Rank rank_of(std::string_view verdict);

/// One observable by one method: one verdict, or those of all points of a sweep, never those of
/// several methods. The numbers are the worst of the points.
struct VerdictSummary {
  std::string observable, method;
  std::array<std::size_t, ranks> points{};  // how many of each rank
  Rank worst = Rank::agrees;
  std::string word;  // of the worst, as the comparison wrote it
  double p = 1, deviation = 0, resolution = 0, tolerance = 0, smallest_visible = 0;
  std::optional<std::int64_t> networks_to_decide;  // the largest
  std::string note;                                // of the first of the worst

  std::size_t total() const;
};

std::vector<VerdictSummary> summarise(const Family& family);

/// exact | corrected | asymptotic: families a report never merges.
std::string_view family_of_method(std::string_view method);
/// "one step", "closed form at finite width", ...
std::string_view method_words(std::string_view method);

/// The worst of the verdicts on the claim at the points of the family.
Rank claim_rank(const Family& family);

}  // namespace widefield
