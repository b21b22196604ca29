#include "host/report/figure/figure_text.hpp"

#include <algorithm>
#include <cmath>

#include "host/report/page/caption.hpp"
#include "host/report/plot/format.hpp"

namespace widefield {
namespace {

using html::Node;

/// The words and the symbol of an axis.
std::vector<Node> named(const AxisTitle& title) {
  std::vector<Node> nodes = {words(title.words + " ")};
  if (!title.symbol.atoms.empty()) nodes.push_back(mathml(title.symbol));
  return nodes;
}

}  // namespace

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

std::string shown(const Plot& plot, const std::string& theory, const std::string& measurements) {
  return has_theory(plot) ? theory + " and " + measurements : measurements;
}

Figure figure_of(const std::string& observable) {
  const ObservableRow* of = find_observable(observable);
  return of == nullptr ? Figure::curve : of->figure;
}

}  // namespace widefield
