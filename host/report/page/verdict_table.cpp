#include "host/report/page/verdict_table.hpp"

#include <algorithm>
#include <cmath>

#include "host/report/page/citation.hpp"
#include "host/report/page/prose.hpp"
#include "host/report/plot/format.hpp"
#include "host/report/plot/symbol.hpp"

namespace widefield {
namespace {

using html::attribute;
using html::element;
using html::Node;

constexpr std::size_t longest_claim = 240, longest_name = 80;

html::Verbatim css_class(Rank rank) {
  switch (rank) {
    case Rank::agrees:
      return "verdict agrees";
    case Rank::close:
      return "verdict close";
    case Rank::underpowered:
      return "verdict underpowered";
    case Rank::disagrees:
      return "verdict disagrees";
    case Rank::unknown:
      break;
  }
  return "verdict unknown";
}

std::string_view sign(Rank rank) {
  switch (rank) {
    case Rank::agrees:
      return "✓ ";
    case Rank::close:
      return "≈ ";
    case Rank::underpowered:
      return "? ";
    case Rank::disagrees:
      return "✗ ";
    case Rank::unknown:
      break;
  }
  return "– ";
}

Node cell(std::string_view text) {
  return element("td", text);
}

Node number_cell(std::string_view text) {
  return element("td", attribute("class", "num"), text);
}

Node header(std::initializer_list<std::string_view> columns, std::size_t words) {
  Node row = element("tr");
  std::size_t i = 0;
  for (const std::string_view column : columns) {
    Node th = element("th", attribute("scope", "col"), column);
    if (i++ >= words) th.add(attribute("class", "num"));
    row.add(std::move(th));
  }
  return element("thead", std::move(row));
}

std::string words_of(const std::string& name) {
  std::string words(named_symbol(name).words);
  std::replace(words.begin(), words.end(), '_', ' ');
  return shortened(words, longest_name);
}

/// "23 of 24 points", or nothing for a single verdict.
std::string share(const VerdictSummary& summary) {
  if (summary.total() <= 1) return "";
  const std::size_t same = summary.points[static_cast<std::size_t>(summary.worst)];
  return " in " + std::to_string(same) + " of " + std::to_string(summary.total()) + " points";
}

/// What a verdict is worth stands under it: a tick never stands alone.
Node verdict_cell(const VerdictSummary& summary) {
  Node td = element("td", attribute("class", "outcome"), badge(summary.worst, summary.word),
                    share(summary));
  const bool known = std::isfinite(summary.smallest_visible) && summary.smallest_visible > 0;
  std::string power =
      known ? "would have seen " + percent(summary.smallest_visible) : "power not known";
  if (summary.networks_to_decide)
    power +=
        "; " +
        count(static_cast<std::uint64_t>(std::max<std::int64_t>(0, *summary.networks_to_decide))) +
        " networks would decide";
  return td.add(element("span", attribute("class", "power"), power));
}

Node compared_cell(const VerdictSummary& summary) {
  return element("td", attribute("class", "compared"), words_of(summary.observable),
                 element("span", attribute("class", "power"),
                         shortened(method_words(summary.method), longest_name)));
}

// ---- at a glance ------------------------------------------------------------------------------

Node claim_cell(const Entry& entry, std::size_t rows) {
  const Family& family = *entry.family;
  const std::string& text = family.first().experiment.claim.text;
  Node td =
      element("td", attribute("class", "words"),
              attribute("rowspan", std::to_string(std::max<std::size_t>(rows, 1))),
              element("a", attribute("href", "#" + entry.id),
                      std::to_string(entry.number) + "  " + shortened(family.name, longest_name)));
  if (!text.empty())
    td.add(
        element("span", attribute("class", "small claim"), prose(shortened(text, longest_claim))));
  return td;
}

void add_entry(Node& body, const Entry& entry) {
  const std::vector<VerdictSummary> summaries = summarise(*entry.family);
  if (summaries.empty()) {
    Node none = element("td", attribute("colspan", "4"), attribute("class", "small"),
                        "nothing was compared with theory");
    body.add(element("tr", claim_cell(entry, 1), std::move(none)));
  }
  for (std::size_t i = 0; i < summaries.size(); ++i) {
    Node row = element("tr");
    if (i == 0) row.add(claim_cell(entry, summaries.size()));
    row.add(compared_cell(summaries[i])).add(verdict_cell(summaries[i]));
    row.add(number_cell(percent(summaries[i].deviation)));
    row.add(number_cell("± " + percent(summaries[i].resolution)));
    body.add(std::move(row));
  }
}

Node paper_body(const PaperEntries& paper) {
  Node body = element("tbody");
  body.add(element("tr", attribute("class", "paper"),
                   element("th", attribute("colspan", "5"), attribute("scope", "rowgroup"),
                           titled_citation(paper.citation))));
  for (const Entry& entry : paper.entries)
    add_entry(body, entry);
  return body;
}

// ---- how many of each -------------------------------------------------------------------------

using Counts = std::array<std::size_t, ranks>;

Counts counts_of(const std::vector<PaperEntries>& papers, std::string_view test_family) {
  Counts counts{};
  for (const PaperEntries& paper : papers)
    for (const Entry& entry : paper.entries)
      for (const VerdictSummary& summary : summarise(*entry.family)) {
        if (family_of_method(summary.method) != test_family) continue;
        for (std::size_t i = 0; i < ranks; ++i)
          counts[i] += summary.points[i];
      }
  return counts;
}

std::string_view family_words(std::string_view family) {
  if (family == "exact") return "exact: hold at any width";
  if (family == "corrected") return "corrected: theory to order 1/N";
  if (family == "asymptotic") return "asymptotic: extrapolated to infinite width";
  return "other";
}

Node counts_table(const std::vector<PaperEntries>& papers) {
  Node body = element("tbody");
  for (const std::string_view family : {"exact", "corrected", "asymptotic", "other"}) {
    const Counts counts = counts_of(papers, family);
    if (std::all_of(counts.begin(), counts.end(), [](std::size_t n) { return n == 0; })) continue;
    Node row = element("tr", cell(family_words(family)));
    for (const Rank rank : {Rank::agrees, Rank::close, Rank::disagrees, Rank::underpowered})
      row.add(number_cell(std::to_string(counts[static_cast<std::size_t>(rank)])));
    body.add(std::move(row));
  }
  if (body.children.empty()) return element("p", "There are no verdicts.");
  return element(
      "div", attribute("class", "scroll"),
      element("table", header({"tests", "agree", "close", "disagree", "underpowered"}, 1),
              std::move(body)));
}

}  // namespace

Node badge(Rank rank, std::string_view word) {
  const std::string text = std::string(sign(rank)) + shortened(word, longest_name);
  return element("span", attribute("class", css_class(rank).text), text);
}

Node claim_badge(Rank rank) {
  switch (rank) {
    case Rank::agrees:
      return badge(rank, "supported");
    case Rank::close:
      return badge(rank, "supported within the tolerance");
    case Rank::underpowered:
      return badge(rank, "not decided");
    case Rank::disagrees:
      return badge(rank, "contradicted");
    case Rank::unknown:
      break;
  }
  return badge(Rank::unknown, "not tested");
}

Node verdicts_at_a_glance(const std::vector<PaperEntries>& papers) {
  Node table = element("table", header({"paper and claim", "compared", "verdict and its power",
                                        "deviation", "resolution"},
                                       3));
  for (const PaperEntries& paper : papers)
    table.add(paper_body(paper));
  return element("section", attribute("id", "verdicts"), element("h2", "The verdicts at a glance"),
                 counts_table(papers),
                 element("div", attribute("class", "scroll"), std::move(table)));
}

Node verdict_details(const Family& family) {
  Node body = element("tbody");
  for (const VerdictSummary& summary : summarise(family)) {
    Node row = element("tr", compared_cell(summary), verdict_cell(summary));
    for (const std::string& text :
         {percent(summary.deviation), "± " + percent(summary.resolution),
          summary.tolerance > 0 ? "± " + percent(summary.tolerance) : std::string(no_number),
          significant(summary.p, 2)})
      row.add(number_cell(text));
    body.add(std::move(row));
    if (!summary.note.empty())
      body.add(element("tr", element("td", attribute("class", "small words"),
                                     attribute("colspan", "6"), summary.note)));
  }
  if (body.children.empty()) return element("p", "Nothing was compared with theory.");
  return element("div", attribute("class", "scroll"),
                 element("table",
                         header({"compared", "verdict and its power", "deviation", "resolution",
                                 "tolerance", "p"},
                                2),
                         std::move(body)));
}

}  // namespace widefield
