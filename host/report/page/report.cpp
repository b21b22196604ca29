#include "widefield/report.hpp"

#include "host/report/page/caption.hpp"
#include "host/report/page/citation.hpp"
#include "host/report/page/section.hpp"
#include "host/report/page/sha256.hpp"
#include "host/report/page/style.hpp"
#include "host/report/page/verdict_table.hpp"
#include "host/report/plot/format.hpp"
#include "host/report/plot/palette.hpp"

namespace widefield {
namespace {

using html::attribute;
using html::element;
using html::Node;

constexpr std::size_t longest_title = 300, longest_command = 4000;

/// Nothing may be loaded, sent or run but the style sheet and the script of this very file.
std::string content_policy() {
  return "default-src 'none'; style-src 'sha256-" + sha256_base64(style_sheet().text) +
         "'; script-src 'sha256-" + sha256_base64(hover_script().text) +
         "'; base-uri 'none'; form-action 'none'";
}

std::string title_of(const Results& results) {
  return results.title.empty() ? "widefield report" : shortened(results.title, longest_title);
}

Node head(const Results& results) {
  return element("head", element("meta", attribute("charset", "utf-8")),
                 element("meta", attribute("http-equiv", "Content-Security-Policy"),
                         attribute("content", content_policy())),
                 element("meta", attribute("name", "viewport"),
                         attribute("content", "width=device-width, initial-scale=1")),
                 element("title", title_of(results)),
                 element("style", html::verbatim(style_sheet())));
}

std::vector<PaperEntries> number_entries(const std::vector<Paper>& papers) {
  std::vector<PaperEntries> list;
  int number = 0;
  for (const Paper& paper : papers) {
    PaperEntries& entries = list.emplace_back(PaperEntries{paper.citation, {}});
    for (const Family& family : paper.families) {
      ++number;
      entries.entries.push_back({&family, "e" + std::to_string(number), number});
    }
  }
  return list;
}

Node how_to_read() {
  Node list = element("ul");
  for (const std::string_view text :
       {"agrees: the whole interval of measurement minus theory lies within the tolerance and "
        "holds zero.",
        "close: the interval lies within the tolerance without zero: a real deviation, smaller "
        "than "
        "was asked for.",
        "disagrees: for some component the interval lies wholly outside the tolerance.",
        "underpowered: otherwise; more networks would decide."})
    list.add(element("li", text));
  return element(
      "details", element("summary", "How to read the verdicts"),
      element("p",
              "Every test compares an interval with a tolerance. The deviation is the largest "
              "relative difference from theory, the resolution half the width of its simultaneous "
              "interval. Under each verdict stands its power: the smallest relative error that "
              "would have been seen with 99 % probability. The unit of replication is a network."),
      std::move(list),
      element(
          "p",
          "Exact tests hold at any width and have no tolerance beyond rounding. Corrected tests "
          "compare with theory to order 1/N. Asymptotic tests extrapolate several widths to "
          "infinity and compare with mean-field theory itself. They are never merged."));
}

Node paper_section(const PaperEntries& paper, FigureCounter& counter) {
  Node section = element("section", element("h2", titled_citation(paper.citation)));
  if (!paper.citation.empty()) section.add(full_citation(paper.citation));
  for (const Entry& entry : paper.entries)
    section.add(family_section(entry, counter));
  return section;
}

Node closing(const Results& results) {
  Node footer = element("footer", element("h2", "How this report was made"),
                        definitions(provenance_pairs(results.provenance)));
  if (!results.command.empty())
    footer.add(element("p", "This command makes it again:"))
        .add(element("pre", element("code", shortened(results.command, longest_command))));
  return footer;
}

Node body(const Results& results) {
  const std::vector<Paper> papers = by_paper(results);
  const std::vector<PaperEntries> entries = number_entries(papers);
  FigureCounter counter;
  Node body = element("body", marker_shapes(), element("h1", title_of(results)));
  body.add(element("p", attribute("class", "lead"),
                   "Ensembles of wide random networks, measured and compared with theory."));
  body.add(verdicts_at_a_glance(entries)).add(how_to_read());
  for (const PaperEntries& paper : entries)
    body.add(paper_section(paper, counter));
  body.add(closing(results));
  body.add(element("div", attribute("class", "tip"), attribute("id", "tip"),
                   attribute("role", "status"), attribute("hidden", "hidden")));
  return body.add(element("script", html::verbatim(hover_script())));
}

}  // namespace

std::string report_html(const Results& results) {
  const Node document = element("html", attribute("lang", "en"), head(results), body(results));
  std::string out = "<!DOCTYPE html>\n";
  html::render(document, out);
  return out + "\n";
}

}  // namespace widefield
