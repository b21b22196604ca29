#include "host/gaussian/portable_rule.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "widefield/elementary.hpp"

namespace widefield {
namespace {

constexpr double reach = 12.5;  // exp(-reach^2 / 2) = 1e-34
// In standard deviations: 16 points resolve three waves of the Hermite function of degree 512.
constexpr double longest_panel = 0.4;

// Powers h^p with p > -1 at 0: panels double from here, which leaves out a part singular^(p + 1).
constexpr double singular = 1e-100;

/// P_n and P_n' at x.
std::pair<double, double> legendre_polynomial(int n, double x) {
  double previous = 1, current = x;
  for (int k = 2; k <= n; ++k) {
    const double next = ((2 * k - 1) * x * current - (k - 1) * previous) / k;
    previous = current;
    current = next;
  }
  return {current, n * (x * current - previous) / (x * x - 1)};
}

Legendre make_legendre() {
  Legendre rule;
  for (int i = 0; i < legendre_points; ++i) {
    // Rounded, so that the library's cosine has no say in the last bits of the node.
    double x =
        std::round(std::cos(std::numbers::pi * (i + 0.75) / (legendre_points + 0.5)) * 1e6) / 1e6;
    for (int step = 0; step < 6; ++step) {
      const auto [value, slope] = legendre_polynomial(legendre_points, x);
      x -= value / slope;
    }
    const double slope = legendre_polynomial(legendre_points, x).second;
    rule.node[i] = x;
    rule.weight[i] = 2 / ((1 - x * x) * slope * slope);
  }
  return rule;
}

/// What limits the panels of an activation.
struct Panels {
  std::vector<double> kinks;  // distances from 0: both sides have the same edges
  double centre, nearest;     // of the singularities, likewise, and how near they are to it
  double longest;             // an entire function that oscillates needs a limit
};

/// All activations but these have their singularities further than this from the real axis (tanh:
/// pi/2); an entire function of order two varies as if it had some nearer.
constexpr double nearest_pole = 1.5, of_order_two = 1.0, of_exponential = 1.5;

Panels panels_of(const Nonlinearity& phi) {
  const double size = std::abs(phi.activation.scaling.input_scale);
  Panels panels{{}, std::abs(phi.centre), nearest_pole / size, 1e30};
  for (const Kink& kink : phi.kinks)
    panels.kinks.push_back(std::abs(kink.at));
  if (panels.centre > 0) panels.kinks.push_back(panels.centre);
  if (phi.analyticity.gaussian > 0.5 * size * size) panels.nearest = of_order_two / size;
  if (phi.analyticity.exponential > 0) panels.longest = of_exponential / size;
  // Next to a root that is not at 0 the distance from it is rounded. (A whole power has no root,
  // but keeps its panels, and so its bits.)
  constexpr double rounded = 1e-13;
  if (phi.activation.kind == ActivationKind::alpha_relu)
    panels.nearest = std::max(singular, rounded * panels.centre);
  return panels;
}

/// The longest panel from here: to a singularity at the centre, half way where it lies ahead.
double reach_of(const Panels& panels, double here) {
  const double away = here - panels.centre;
  if (away < 0) return std::max(panels.nearest, -0.5 * away);
  return std::sqrt(panels.nearest * panels.nearest + away * away);
}

/// Panel edges from 0 outwards, in h.
std::vector<double> edges(double sigma, const Panels& panels) {
  std::vector<double> edge{0.0};
  while (edge.back() < reach * sigma) {
    const double here = edge.back();
    double next = here + std::min({longest_panel * sigma, reach_of(panels, here), panels.longest});
    for (const double kink : panels.kinks)
      if (kink > here && kink < next) next = kink;
    edge.push_back(next);
  }
  return edge;
}

}  // namespace

const Legendre& legendre_rule() {
  static const Legendre rule = make_legendre();
  return rule;
}

Rule portable_rule(const Nonlinearity& phi, double q) {
  const Legendre& legendre = legendre_rule();
  const double sigma = std::sqrt(q);
  const double norm = 1 / std::sqrt(2 * std::numbers::pi * q);
  const std::vector<double> edge = edges(sigma, panels_of(phi));
  Rule rule;
  for (const double sign : {-1.0, 1.0})
    for (std::size_t panel = 0; panel + 1 < edge.size(); ++panel)
      for (int i = 0; i < legendre_points; ++i) {
        const double half = 0.5 * (edge[panel + 1] - edge[panel]);
        const double h = sign * (edge[panel] + half * (1 + legendre.node[i]));
        rule.node.push_back(h);
        rule.weight.push_back(half * legendre.weight[i] * norm * widefield::exp(-0.5 * h * h / q));
      }
  return rule;
}

}  // namespace widefield
