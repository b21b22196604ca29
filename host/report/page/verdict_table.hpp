#pragma once
#include <string>
#include <vector>

#include "host/report/page/html.hpp"
#include "host/report/page/verdict_summary.hpp"

namespace widefield {

/// A family with the place of its section.
struct Entry {
  const Family* family = nullptr;
  std::string id;  // of the section, of our making
  int number = 0;
};

/// The entries that refer to one paper.
struct PaperEntries {
  std::string citation;
  std::vector<Entry> entries;
};

/// Every claim of every paper with its verdicts, and how many of each verdict every family of tests
/// gave; the families stand apart.
html::Node verdicts_at_a_glance(const std::vector<PaperEntries>& papers);

/// The verdicts of one section, with p, tolerance and notes.
html::Node verdict_details(const Family& family);

/// Symbol and word in the colour of the verdict.
html::Node badge(Rank rank, std::string_view word);

/// The verdict on the claim in words: supported, contradicted, ...
html::Node claim_badge(Rank rank);

}  // namespace widefield
