#include "host/report/page/section.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "host/report/figure/figures.hpp"
#include "host/report/page/citation.hpp"
#include "host/report/page/prose.hpp"
#include "host/report/plot/format.hpp"
#include "host/report/plot/symbol.hpp"

namespace widefield {
namespace {

using html::attribute;
using html::element;
using html::Node;
using Pairs = std::vector<std::pair<std::string, std::string>>;

constexpr std::size_t longest_word = 60, longest_title = 160, longest_text = 2000;
/// The points of a sweep get figures of their own behind a fold up to this many.
constexpr std::size_t most_folded_points = 6;

std::string list_of(const std::vector<std::int64_t>& numbers) {
  std::string text;
  for (const std::int64_t number : numbers) {
    if (!text.empty()) text += ", ";
    text += count(static_cast<std::uint64_t>(std::max<std::int64_t>(number, 0)));
  }
  return text;
}

bool is_swept(const Family& family, std::string_view key) {
  return std::any_of(family.keys.begin(), family.keys.end(),
                     [&](const std::string& name) { return last_part(name) == key; });
}

/// A symbol, an equals sign and a value; nothing if the key is swept.
void add_setting(std::vector<Node>& out, const Family& family, std::string_view key,
                 const std::string& value) {
  if (is_swept(family, key)) return;
  out.push_back(words(", "));
  out.push_back(mathml(parse_symbol(named_symbol(key).symbol)));
  out.push_back(words(" = " + value));
}

/// What was simulated, in one line: "tanh mlp, gaussian weights, sigma_w^2 = 1.7, ..."
Node setup(const Family& family) {
  const Experiment& e = family.first().experiment;
  std::string what = shortened(e.network.architecture, longest_word) + " with " +
                     shortened(e.network.weights, longest_word) + " weights";
  if (!is_swept(family, "activation"))
    what = shortened(e.network.activation, longest_word) + " " + what;
  std::vector<Node> parts = {words(what)};
  add_setting(parts, family, "weight_variance", shortest(e.network.weight_variance));
  add_setting(parts, family, "bias_variance", shortest(e.network.bias_variance));
  if (e.network.dropout_keep != 1)
    add_setting(parts, family, "dropout_keep", shortest(e.network.dropout_keep));
  add_setting(parts, family, "depth", std::to_string(e.network.depth));
  add_setting(parts, family, "width", list_of(e.network.width));
  parts.push_back(
      words("; " + std::to_string(e.inputs.count) + (e.inputs.count == 1 ? " input" : " inputs")));
  const bool pair = e.inputs.count > 1 && e.inputs.gram.empty() && e.inputs.manifold.empty();
  add_setting(parts, family, "squared_norm", shortest(e.inputs.squared_norm));
  if (pair) add_setting(parts, family, "correlation", shortest(e.inputs.correlation));
  return element("p", attribute("class", "setup"), std::move(parts));
}

/// What the paper says, where, and whether it holds here.
Node claim_block(const Family& family) {
  const Claim& claim = family.first().experiment.claim;
  if (claim.text.empty()) return words("");
  Node quote = element("blockquote", element("p", prose(shortened(claim.text, longest_text))));
  if (!claim.source.empty())
    quote.add(
        element("p", attribute("class", "setup"), prose(shortened(claim.source, longest_text))));
  Node verdict = element("p", "Claim: ", claim_badge(claim_rank(family)));
  if (!claim.verdicts.empty()) {
    std::string names;
    for (const std::string& name : claim.verdicts)
      names += (names.empty() ? "" : ", ") + shortened(named_symbol(name).words, longest_word);
    verdict.add(element("span", attribute("class", "small"), " by the verdicts on: " + names));
  }
  return quote.add(std::move(verdict));
}

std::string sweep_sentence(const Family& family) {
  std::string text = count(family.points.size()) + " points, swept over ";
  for (const std::string& key : family.keys) {
    if (key != family.keys.front()) text += " and ";
    text += shortened(named_symbol(last_part(key)).words, longest_word);
  }
  return text + ".";
}

Node folded_points(const Family& family, FigureCounter& counter) {
  Node fold = element("details", element("summary", "Figures of every point of the sweep"));
  for (const ExperimentResult* point : family.points) {
    fold.add(element("h4", shortened(coordinates_text(*point), longest_title)));
    fold.add(experiment_figures(*point, counter));
  }
  return fold;
}

// ---- how it was measured ----------------------------------------------------------------------

/// What theory leaves out at the points of a family, each reason once.
Node what_is_unknown(const Family& family) {
  Pairs pairs;
  for (const ExperimentResult* point : family.points)
    for (const auto& [name, reason] : point->prediction.unknown) {
      const std::pair<std::string, std::string> one = {shortened(name, longest_word),
                                                       shortened(reason, longest_text)};
      if (std::find(pairs.begin(), pairs.end(), one) == pairs.end()) pairs.push_back(one);
    }
  if (pairs.empty()) return words("");
  return element("details", element("summary", "What theory does not say here"),
                 definitions(pairs));
}

/// Networks of every width: of its rows, which all come from the same networks.
std::string networks_text(const ExperimentResult& result) {
  std::map<std::int64_t, std::uint64_t> networks;
  for (const ResultRow& row : result.rows)
    if (row.width > 0) networks[row.width] = std::max(networks[row.width], row.networks);
  std::string text;
  for (const auto& [width, number] : networks) {
    if (!text.empty()) text += ", ";
    text += count(number) + " at N = " + count(static_cast<std::uint64_t>(width));
  }
  return text;
}

void add_engines(Pairs& pairs, const Family& family) {
  std::map<std::string, std::vector<std::int64_t>> widths_of_reason;
  for (const ExperimentResult* point : family.points)
    for (const auto& [width, why] : point->engines) {
      auto& widths = widths_of_reason[why];
      if (std::find(widths.begin(), widths.end(), width) == widths.end()) widths.push_back(width);
    }
  for (const auto& [why, widths] : widths_of_reason)
    pairs.push_back({"engine at N = " + list_of(widths), shortened(why, longest_text)});
}

Node how_it_was_measured(const Family& family) {
  Pairs pairs;
  add_engines(pairs, family);
  pairs.push_back({"networks", networks_text(family.first())});
  double seconds = 0;
  for (const ExperimentResult* point : family.points)
    seconds += point->provenance.seconds;
  Provenance total = family.first().provenance;
  total.seconds = seconds;
  for (auto& pair : provenance_pairs(total))
    pairs.push_back(std::move(pair));
  return element("details", element("summary", "How it was measured"), definitions(pairs));
}

}  // namespace

Node definitions(const Pairs& pairs) {
  Node list = element("dl");
  for (const auto& [term, text] : pairs)
    if (!text.empty()) list.add(element("dt", term)).add(element("dd", text));
  return list;
}

Pairs provenance_pairs(const Provenance& p) {
  const auto text = [](const std::string& value) { return shortened(value, longest_text); };
  return {{"device", text(p.device.empty() ? p.backend : p.device + " (" + p.backend + ")")},
          {"engine", text(p.engine)},
          {"precision", text(p.precision)},
          {"seed", p.random_scheme > 0 ? std::to_string(p.seed) + ", random scheme " +
                                             std::to_string(p.random_scheme)
                                       : std::to_string(p.seed)},
          {"threads", p.threads > 0 ? std::to_string(p.threads) : ""},
          {"time", p.seconds > 0 ? duration(p.seconds) : ""},
          {"rate", p.networks_per_second > 0
                       ? significant(p.networks_per_second, 3) + " networks per second"
                       : ""},
          {"started", text(p.started)},
          {"version", text(p.commit.empty() ? p.version : p.version + " (" + p.commit + ")")},
          {"command", text(p.command)}};
}

Node family_section(const Entry& entry, FigureCounter& counter) {
  const Family& family = *entry.family;
  const std::string title =
      std::to_string(entry.number) + "  " + shortened(family.name, longest_title);
  Node section = element("section", attribute("id", entry.id), element("h3", title));
  section.add(setup(family));
  if (family.is_sweep())
    section.add(element("p", attribute("class", "setup"), sweep_sentence(family)));
  section.add(claim_block(family)).add(verdict_details(family));
  if (family.is_sweep()) {
    section.add(sweep_figures(family, counter));
    if (family.points.size() <= most_folded_points) section.add(folded_points(family, counter));
  } else {
    section.add(experiment_figures(family.first(), counter));
  }
  return section.add(what_is_unknown(family))
      .add(rows_fold(family))
      .add(how_it_was_measured(family));
}

}  // namespace widefield
