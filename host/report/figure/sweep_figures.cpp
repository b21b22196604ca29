#include <algorithm>
#include <set>

#include "host/report/figure/curve.hpp"
#include "host/report/figure/figure_text.hpp"
#include "host/report/figure/figures.hpp"
#include "host/report/figure/heatmap.hpp"
#include "host/report/figure/sweep.hpp"
#include "host/report/plot/format.hpp"

namespace widefield {
namespace {

using html::Node;

/// The curves of a sweep share a panel up to as many points as there are styles.
constexpr std::size_t most_curves = 6;
/// A curve over a swept number needs this many points, a map this many along either side.
constexpr std::size_t least_points = 4, least_side = 3;
/// Panels of a figure.
constexpr std::size_t most_panels = 6;

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
  const std::string text = " against the " + shortened(key_title(key).words, 60) + where + ": " +
                           shown(plot, "theory (line)", "measurements (markers)") + "." +
                           std::string(error_bars) + residual_sentence(plot);
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
                           std::string(error_bars);
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
                             " at every point of the sweep: " +
                             shown(plot, "theory at infinite width (lines)",
                                   "measurements at the largest width (markers)") +
                             "." + std::string(error_bars) + residual_sentence(plot);
    out.push_back(figure(counter, {draw_plot(plot)}, caption_of(plot.y, text)));
  }
}

}  // namespace

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
