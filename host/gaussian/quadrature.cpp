#include "host/gaussian/quadrature.hpp"

#include <algorithm>
#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <numbers>

namespace widefield {
namespace {

using std::numbers::pi;

// A trapezoid sum is trusted to exp(-46) of the integrand's maximum in the strip; poles of fourth
// order and the polynomials of the score raise its error a thousandfold, to 1e-17.
constexpr double digits = 46;
// Moments of fourth order are the highest that the theory takes.
constexpr double factors = 4;
// Twenty Legendre nodes integrate exp(-z^2/2) over four units to 1e-17.
constexpr int nodes_per_panel = 20;
constexpr double widest_panel = 4;
// A panel [a, 4a] keeps singularities near 0 outside an ellipse in which twenty nodes reach 3^-40.
constexpr double growth = 4;

double normal_density(double z) {
  return std::exp(-0.5 * z * z) / std::sqrt(2 * pi);
}

void add_panel(Rule& rule, double from, double to) {
  using Gauss = boost::math::quadrature::gauss<double, nodes_per_panel>;
  const double middle = 0.5 * (from + to), half = 0.5 * (to - from);
  const auto add = [&](double x, double weight) {
    const double z = middle + half * x;
    rule.node.push_back(z);
    rule.weight.push_back(weight * half * normal_density(z));
  };
  for (std::size_t i = Gauss::abscissa().size(); i-- > 0;)
    add(-Gauss::abscissa()[i], Gauss::weights()[i]);
  for (std::size_t i = 0; i < Gauss::abscissa().size(); ++i)
    add(Gauss::abscissa()[i], Gauss::weights()[i]);
}

void add_borders(std::vector<double>& borders, double centre, const Grading& to) {
  borders.push_back(centre);
  for (const double side : {-1.0, 1.0}) {
    double at = std::min(to.finest, widest_panel);
    while (std::abs(centre + side * at) < normal_reach) {
      borders.push_back(centre + side * at);
      at += at < to.until ? std::min((growth - 1) * at, widest_panel) : widest_panel;
    }
  }
}

// Panels of a second grading may cut the first into slivers: a border this near another, relative
// to where it is, is dropped.
constexpr double same_border = 1e-13;

}  // namespace

double trapezoid_step(const Nonlinearity& phi, double scale) {
  if (!phi.smooth()) return 0;
  const double growth = 0.5 + factors * phi.analyticity.gaussian * scale * scale;
  const double strip = phi.analyticity.pole_distance / scale;
  const double best_shift = std::sqrt(digits / growth);
  const double decay =
      best_shift < strip ? 2 * std::sqrt(digits * growth) : digits / strip + growth * strip;
  return 2 * pi / (decay + factors * phi.analyticity.exponential * scale);
}

Rule trapezoid_rule(double step) {
  Rule rule;
  const int half = static_cast<int>(std::ceil(normal_reach / step));
  for (int i = -half; i <= half; ++i) {
    rule.node.push_back(i * step);
    rule.weight.push_back(step * normal_density(i * step));
  }
  return rule;
}

Grading grading(const Nonlinearity& phi, double scale) {
  constexpr double least = 1e-16;
  return {std::max(2 / (scale * phi.finest()), least), phi.bent_until() / scale};
}

Rule graded_rule(const std::vector<double>& centres, const Grading& grading) {
  std::vector<double> borders = {-normal_reach, normal_reach};
  for (const double centre : centres)
    if (std::abs(centre) < normal_reach) add_borders(borders, centre, grading);
  if (borders.size() == 2) add_borders(borders, 0, {widest_panel, 0});
  std::sort(borders.begin(), borders.end());
  const double least = std::min(grading.finest, widest_panel);
  Rule rule;
  for (std::size_t i = 1; i < borders.size(); ++i)
    if (borders[i] - borders[i - 1] > same_border * std::max(std::abs(borders[i]), least))
      add_panel(rule, borders[i - 1], borders[i]);
  return rule;
}

Rule upper_half(const Rule& rule) {
  Rule half;
  for (std::size_t i = 0; i < rule.node.size(); ++i) {
    if (rule.node[i] < 0) continue;
    half.node.push_back(rule.node[i]);
    half.weight.push_back(rule.node[i] == 0 ? rule.weight[i] : 2 * rule.weight[i]);
  }
  return half;
}

Rule gaussian_rule(const Nonlinearity& phi, double scale) {
  std::vector<double> centres;
  for (const Kink& kink : phi.kinks)
    centres.push_back(kink.at / scale);
  if (phi.smooth()) centres.push_back(phi.centre / scale);
  const double step = trapezoid_step(phi, scale);
  const Rule panels = graded_rule(centres, grading(phi, scale));
  const bool cheaper =
      step > 0 && 2 * normal_reach / step < static_cast<double>(panels.node.size());
  return cheaper || phi.analyticity.exponential > 0 ? trapezoid_rule(step) : panels;
}

}  // namespace widefield
