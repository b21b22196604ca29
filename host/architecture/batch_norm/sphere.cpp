#include "host/architecture/batch_norm/sphere.hpp"

#include <algorithm>
#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <numbers>

namespace widefield {
namespace {

using std::numbers::pi;

// Beyond this many standard deviations 1 / sqrt(d) of the height nothing counts.
constexpr double reach = 10;
constexpr int nodes_per_panel = 20;
// Poles stay outside an ellipse in which twenty nodes reach 1e-16 (functions that vary on the scale
// 1 have theirs at distance pi / 2); the substitution at cuts stretches by pi / 2.
constexpr double widest_panel = 3, widest_stretched_panel = 2;

struct Panels {
  int dimension;
  double widest;   // angle
  bool stretched;  // e = from + (to - from) sin^2(pi s / 2) instead of a linear map
};

void add_node(HeightRule& rule, int dimension, double angle, double weight) {
  const double sine = std::sin(angle), cosine = std::cos(angle);
  rule.sine.push_back(sine);
  rule.cosine.push_back(cosine);
  rule.weight.push_back(weight * std::pow(cosine, dimension - 2));
}

// One node of the unit interval, mapped to [from, to].
void map_node(HeightRule& rule, const Panels& panels, double from, double to, double s,
              double weight) {
  const double length = to - from;
  if (!panels.stretched)
    return add_node(rule, panels.dimension, from + length * s, length * weight);
  const double half = std::sin(0.5 * pi * s);
  const double slope = 0.5 * pi * std::sin(pi * s);
  add_node(rule, panels.dimension, from + length * half * half, length * slope * weight);
}

void add_piece(HeightRule& rule, const Panels& panels, double from, double to) {
  using Gauss = boost::math::quadrature::gauss<double, nodes_per_panel>;
  const int count = std::max(1, static_cast<int>(std::ceil((to - from) / panels.widest)));
  for (int panel = 0; panel < count; ++panel)
    for (std::size_t i = 0; i < Gauss::abscissa().size(); ++i)
      for (const double side : {-1.0, 1.0}) {
        const double s = (panel + 0.5 + 0.5 * side * Gauss::abscissa()[i]) / count;
        map_node(rule, panels, from, to, s, 0.5 * Gauss::weights()[i] / count);
      }
}

void normalise(HeightRule& rule) {
  double sum = 0;
  for (const double weight : rule.weight)
    sum += weight;
  for (double& weight : rule.weight)
    weight /= sum;
}

std::vector<double> borders(const std::vector<double>& cuts, double end) {
  std::vector<double> all = {-end, end};
  for (const double cut : cuts)
    if (std::abs(cut) < end) all.push_back(cut);
  std::sort(all.begin(), all.end());
  return all;
}

}  // namespace

HeightRule height_rule(int dimension, const HeightFeatures& features) {
  if (dimension == 1) return {{-1, 1}, {0, 0}, {0.5, 0.5}};
  const double deviation = 1 / std::sqrt(dimension);
  const double end = std::asin(std::min(1.0, reach * deviation));
  const bool stretched = !features.cuts.empty();
  const double widest = stretched ? widest_stretched_panel : widest_panel;
  const Panels panels{dimension, widest * std::min(deviation, features.scale), stretched};
  HeightRule rule;
  const std::vector<double> at = borders(features.cuts, end);
  for (std::size_t i = 1; i < at.size(); ++i)
    if (at[i] > at[i - 1]) add_piece(rule, panels, at[i - 1], at[i]);
  normalise(rule);
  return rule;
}

}  // namespace widefield
