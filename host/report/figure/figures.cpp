#include "host/report/figure/figures.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>

#include "host/report/figure/curve.hpp"
#include "host/report/figure/exponents.hpp"
#include "host/report/figure/extrapolation.hpp"
#include "host/report/figure/figure_text.hpp"
#include "host/report/figure/histogram.hpp"
#include "host/report/figure/spectrum.hpp"
#include "host/report/plot/format.hpp"
#include "widefield/observable.hpp"

namespace widefield {
namespace {

using html::Node;

/// A legend that panels share stands in a row of its own, as wide as the page.
constexpr double page_width = 940;
/// Panels of a figure.
constexpr std::size_t most_histograms = 9;

void add_curve(std::vector<Node>& out, const ExperimentResult& result,
               const std::string& observable, FigureCounter& counter) {
  const Plot plot = curve_plot(result, observable, counter.next_id());
  if (!has_content(plot)) return;
  const std::string over(row_of(axis_of(result, observable)).plural);
  const std::string text = " over " + over + ": " +
                           shown(plot, "theory (lines)", "measurements (markers)") + "." +
                           std::string(error_bars) + residual_sentence(plot);
  out.push_back(figure(counter, {draw_plot(plot)}, caption_of(plot.y, text)));
}

void add_exponents(std::vector<Node>& out, const ExperimentResult& result,
                   const std::string& observable, FigureCounter& counter) {
  const Plot plot = exponents_plot(result, observable, counter.next_id());
  if (!has_content(plot)) return;
  const std::string text =
      " against the rank fraction: " +
      shown(plot, "theory of infinite width (line)", "measurements (markers)") + "." +
      std::string(error_bars) + residual_sentence(plot);
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
      std::string(error_bars);
  out.push_back(
      figure(counter, std::move(panels), caption_of(observable_title(result, observable), text)));
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
  add(edge, edge.words + ", relative to the mean of its network." + std::string(error_bars));
}

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

}  // namespace widefield
