#include "host/report/figure/figures.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>

#include "host/report/figure/curve.hpp"
#include "host/report/figure/exponents.hpp"
#include "host/report/figure/extrapolation.hpp"
#include "host/report/figure/heatmap.hpp"
#include "host/report/figure/histogram.hpp"
#include "host/report/figure/spectrum.hpp"
#include "host/report/figure/sweep.hpp"
#include "host/report/plot/format.hpp"
#include "widefield/observable.hpp"

namespace widefield {
namespace {

using html::Node;

/// The curves of a sweep share a panel up to as many points as there are styles.
constexpr std::size_t most_curves = 6;
/// A curve over a swept number needs this many points, a map this many along either side.
constexpr std::size_t least_points = 4, least_side = 3;
/// A legend that panels share stands in a row of its own, as wide as the page.
constexpr double page_width = 940;
/// Panels of one figure.
constexpr std::size_t most_histograms = 9, most_panels = 6;

/// The words and the symbol of an axis.
std::vector<Node> named(const AxisTitle& title) {
  std::vector<Node> nodes = {words(title.words + " ")};
  if (!title.symbol.atoms.empty()) nodes.push_back(mathml(title.symbol));
  return nodes;
}

std::vector<Node> caption_of(AxisTitle title, const std::string& rest) {
  if (!title.words.empty() && title.words[0] >= 'a' && title.words[0] <= 'z')
    title.words[0] = static_cast<char>(title.words[0] - 'a' + 'A');
  std::vector<Node> nodes = named(title);
  nodes.push_back(words(rest));
  return nodes;
}

std::string residual_sentence(const Plot& plot) {
  if (!plot.residuals) return "";
  double largest = 0;
  std::size_t points = 0;
  for (const PlotSeries& series : plot.series)
    for (const PlotPoint& point : series.points) {
      if (std::isnan(point.z)) continue;
      largest = std::max(largest, std::abs(point.z));
      ++points;
    }
  return " Below, the residuals against the theory at each width, in standard errors (band: ±2); "
         "the largest of the " +
         std::to_string(points) + " is " + fixed(largest, 1) + ".";
}

constexpr std::string_view bars = " Error bars are one standard error over networks.";

void add_curve(std::vector<Node>& out, const ExperimentResult& result,
               const std::string& observable, FigureCounter& counter) {
  const Plot plot = curve_plot(result, observable, counter.next_id());
  if (!has_content(plot)) return;
  const std::string over(row_of(axis_of(result, observable)).plural);
  const std::string text = " over " + over + ": theory (lines) and measurements (markers)." +
                           std::string(bars) + residual_sentence(plot);
  out.push_back(figure(counter, {draw_plot(plot)}, caption_of(plot.y, text)));
}

void add_exponents(std::vector<Node>& out, const ExperimentResult& result,
                   const std::string& observable, FigureCounter& counter) {
  const Plot plot = exponents_plot(result, observable, counter.next_id());
  if (!has_content(plot)) return;
  const std::string text =
      " against the rank fraction: theory of infinite width (line) and measurements (markers)." +
      std::string(bars) + residual_sentence(plot);
  out.push_back(figure(counter, {draw_plot(plot)}, caption_of(plot.y, text)));
}

void add_decay(std::vector<Node>& out, const ExperimentResult& result,
               const std::string& observable, FigureCounter& counter) {
  const Plot plot = decay_plot(result, observable, counter.next_id());
  if (!has_content(plot)) return;
  const bool algebraic = plot.x_axis == AxisScale::logarithmic;
  const std::string text =
      ": how the " + observable_title(result, observable).words +
      " approaches its fixed point, as far as the errors resolve it. " +
      (algebraic ? "At criticality the decay is algebraic: a straight line on these axes."
                 : "An exponential decay is a straight line; its slope is the depth scale.");
  out.push_back(figure(counter, {draw_plot(plot)}, caption_of(plot.y, text)));
}

void add_extrapolation(std::vector<Node>& out, const ExperimentResult& result,
                       const std::string& observable, FigureCounter& counter) {
  std::vector<Node> panels;
  for (const Plot& plot : extrapolation_plots(result, observable, counter.next_id())) {
    if (!has_content(plot)) continue;
    if (panels.empty()) panels.push_back(draw_legend_alone(plot, page_width));
    panels.push_back(draw_plot(plot));
  }
  if (panels.empty()) return;
  const std::string text =
      " against 1/N: every width, the fit, and its value at infinite width beside the theory "
      "(line)." +
      std::string(bars);
  out.push_back(
      figure(counter, std::move(panels), caption_of(observable_title(result, observable), text)));
}

/// How an observable is drawn; one that this version does not know, over its axis.
Figure figure_of(const std::string& observable) {
  const ObservableRow* of = find_observable(observable);
  return of == nullptr ? Figure::curve : of->figure;
}

/// The spectrum of a Jacobian stands over singular values, not over layers.
void add_spectrum(std::vector<Node>& out, const ExperimentResult& result,
                  const std::string& observable, FigureCounter& counter) {
  const auto add = [&](const Plot& plot, std::string text) {
    if (!has_content(plot)) return;
    text[0] = static_cast<char>(std::toupper(text[0]));
    out.push_back(figure(counter, {draw_plot(plot)}, {words(text)}));
  };
  const Plot density = density_plot(result, observable, counter.next_id());
  add(density, density.words +
                   ": theory (line) and the mass between neighbouring points of the "
                   "grid (markers), in units in which the mean of every network is "
                   "that of the theory. Error bars come from whole networks.");
  const Plot quantiles = quantile_plot(result, observable, counter.next_id());
  add(quantiles, quantiles.words + ", each relative to its mean.");
  const Plot edge = edge_plot(result, observable, counter.next_id());
  add(edge, edge.words + ", relative to the mean of its network." + std::string(bars));
}

// ---- histograms -------------------------------------------------------------------------------

Node moments_table(const std::vector<const Histogram*>& histograms) {
  Node body = html::element("tbody");
  for (const Histogram* h : histograms) {
    std::uint64_t networks = 0;
    for (const std::uint64_t n : h->counts)
      networks += n;
    Node row = html::element("tr");
    for (const std::string& text :
         {std::to_string(h->layer),
          count(static_cast<std::uint64_t>(std::max<std::int64_t>(h->width, 0))), count(networks),
          significant(h->mean, 5), significant(std::sqrt(h->variance), 3),
          significant(h->skewness, 2), significant(h->excess_kurtosis, 2)})
      row.add(html::element("td", html::attribute("class", "num"), text));
    body.add(std::move(row));
  }
  Node head = html::element("tr");
  for (const std::string_view text :
       {"layer", "N", "networks", "mean", "standard deviation", "skewness", "excess kurtosis"})
    head.add(html::element("th", html::attribute("class", "num"), text));
  return html::element(
      "div", html::attribute("class", "scroll"),
      html::element("table", html::element("thead", std::move(head)), std::move(body)));
}

void add_histograms(std::vector<Node>& out, const std::vector<const Histogram*>& group,
                    FigureCounter& counter) {
  std::vector<Node> panels;
  const std::string id = counter.next_id();
  for (const Histogram* histogram : evenly(group, most_histograms))
    panels.push_back(draw_histogram(*histogram, id + "h" + std::to_string(panels.size())));
  AxisTitle title{std::string(named_symbol(group.front()->observable).words), {}, ""};
  title.words = "Distribution of " + shortened(title.words, 60);
  const std::string text =
      "over networks, beside the normal law of the same mean and variance (line). The first and "
      "the last bin also count what lies beyond them.";
  Node drawn = figure(counter, std::move(panels), caption_of(title, text));
  out.push_back(std::move(drawn.add(moments_table(group))));
}

void add_all_histograms(std::vector<Node>& out, const ExperimentResult& result,
                        FigureCounter& counter) {
  std::set<std::string> seen;
  for (const Histogram& first : result.histograms) {
    const std::string key = first.observable + '\0' + first.component;
    if (!can_be_drawn(first) || !seen.insert(key).second) continue;
    std::vector<const Histogram*> group;
    for (const Histogram& other : result.histograms)
      if (can_be_drawn(other) && other.observable == first.observable &&
          other.component == first.component)
        group.push_back(&other);
    add_histograms(out, group, counter);
  }
}

// ---- sweeps -----------------------------------------------------------------------------------

std::set<std::string> values_of(const Family& family, const std::string& key) {
  std::set<std::string> values;
  for (const ExperimentResult* point : family.points)
    values.insert(coordinate_word(*point, key));
  return values;
}

bool is_map(const Family& family) {
  return family.keys.size() == 2 && is_numeric(family, family.keys[0]) &&
         is_numeric(family, family.keys[1]) &&
         values_of(family, family.keys[0]).size() >= least_side &&
         values_of(family, family.keys[1]).size() >= least_side;
}

/// The key with the most values stands on the axis.
std::string main_key(const Family& family) {
  std::string best = family.keys.front();
  for (const std::string& key : family.keys)
    if (values_of(family, key).size() > values_of(family, best).size()) best = key;
  return best;
}

/// The sweep cut into lines along one key: one family for all values of the others.
std::vector<Family> lines_along(const Family& family, const std::string& key) {
  std::vector<std::pair<std::string, Family>> lines;
  for (const ExperimentResult* point : family.points) {
    std::string others;
    for (const auto& [name, value] : point->experiment.coordinates)
      if (name != key)
        others += std::string(named_symbol(last_part(name)).words) + " = " + value + " ";
    const auto at = std::find_if(lines.begin(), lines.end(),
                                 [&](const auto& line) { return line.first == others; });
    if (at != lines.end())
      at->second.points.push_back(point);
    else
      lines.push_back({others, {others, {point}, {key}}});
  }
  std::vector<Family> families;
  for (auto& line : lines)
    families.push_back(std::move(line.second));
  return families;
}

void add_maps(std::vector<Node>& out, const Family& family, FigureCounter& counter) {
  for (const Quantity& quantity : quantities(family)) {
    const HeatMap map = quantity_map(family, quantity);
    const std::string text =
        " over the two swept parameters (left) and its residuals against theory (right). Lines: "
        "χ₁ = 1 of theory (black)" +
        std::string(is_growth(quantity) ? " and of the measurement (white, dashed)." : ".");
    out.push_back(figure(counter,
                         {draw_heat_map(map), draw_heat_map(residual_map(family, quantity))},
                         caption_of(quantity.title, text)));
  }
}

void add_sweep_curve(std::vector<Node>& out, const Family& line, const Quantity& quantity,
                     const TheorySweep& theory, FigureCounter& counter) {
  const std::string& key = line.keys.front();
  const Plot plot = sweep_plot(line, quantity, theory, counter.next_id());
  if (!has_content(plot)) return;
  const std::string where = line.name.empty() ? "" : ", " + shortened(line.name, 120);
  const std::string text = " against the " + shortened(key_title(key).words, 60) + where +
                           ": theory (line) and measurements (markers)." + std::string(bars) +
                           residual_sentence(plot);
  out.push_back(figure(counter, {draw_plot(plot)}, caption_of(plot.y, text)));
}

/// Panels of all quantities side by side.
void add_categories(std::vector<Node>& out, const Family& line, FigureCounter& counter) {
  std::vector<Node> panels;
  for (const Quantity& quantity : quantities(line)) {
    if (panels.size() == most_panels) break;
    panels.push_back(draw_categories(line, quantity, line.keys.front(), panels.size() % 2 == 0));
  }
  if (panels.empty()) return;
  const std::string where = line.name.empty() ? "" : " (" + shortened(line.name, 120) + ")";
  const std::string text = "Every " + shortened(key_title(line.keys.front()).words, 60) + where +
                           ": theory (vertical strokes) and measurements at the largest "
                           "width (markers). The dotted line at 1 parts growing from shrinking." +
                           std::string(bars);
  out.push_back(figure(counter, std::move(panels), {words(text)}));
}

void add_lines_of_sweep(std::vector<Node>& out, const Family& family, FigureCounter& counter) {
  const std::string key = main_key(family);
  for (const Family& line : evenly(lines_along(family, key), most_panels)) {
    if (!is_numeric(line, key)) {
      add_categories(out, line, counter);
      continue;
    }
    if (line.points.size() < least_points) continue;
    const TheorySweep theory = theory_sweep(line, key);
    for (const Quantity& quantity : quantities(line))
      add_sweep_curve(out, line, quantity, theory, counter);
  }
}

void add_curves_of_sweep(std::vector<Node>& out, const Family& family, FigureCounter& counter) {
  for (const std::string& observable : observables_of(family.first())) {
    if (figure_of(observable) != Figure::curve) continue;  // one layer
    const Plot plot = sweep_curves_plot(family, observable, counter.next_id());
    if (!has_content(plot)) continue;
    const std::string text = " over " +
                             std::string(row_of(axis_of(family.first(), observable)).plural) +
                             " at every point of the sweep: theory at infinite width "
                             "(lines) and measurements at the largest width (markers)." +
                             std::string(bars) + residual_sentence(plot);
    out.push_back(figure(counter, {draw_plot(plot)}, caption_of(plot.y, text)));
  }
}

}  // namespace

std::vector<Node> experiment_figures(const ExperimentResult& result, FigureCounter& counter) {
  std::vector<Node> out;
  for (const std::string& observable : observables_of(result)) {
    const Figure figure = figure_of(observable);
    if (figure == Figure::spectrum) add_spectrum(out, result, observable, counter);
    if (figure == Figure::exponents) add_exponents(out, result, observable, counter);
    if (figure != Figure::curve) continue;
    add_curve(out, result, observable, counter);
    add_decay(out, result, observable, counter);
    add_extrapolation(out, result, observable, counter);
  }
  add_all_histograms(out, result, counter);
  return out;
}

std::vector<Node> sweep_figures(const Family& family, FigureCounter& counter) {
  std::vector<Node> out;
  if (family.points.size() <= most_curves) add_curves_of_sweep(out, family, counter);
  if (is_map(family))
    add_maps(out, family, counter);
  else
    add_lines_of_sweep(out, family, counter);
  return out;
}

}  // namespace widefield
