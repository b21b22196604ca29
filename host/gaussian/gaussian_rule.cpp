#include "host/gaussian/gaussian_rule.hpp"

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

/// Panel edges from 0 outwards, in h.
std::vector<double> edges(double sigma, const Smoothness& smoothness) {
  std::vector<double> kinks;
  for (const double kink : smoothness.kinks)
    kinks.push_back(std::abs(kink));
  std::vector<double> edge{0.0};
  while (edge.back() < reach * sigma) {
    const double here = edge.back();
    const double pole =
        std::sqrt(smoothness.pole_distance * smoothness.pole_distance + here * here);
    double next = here + std::min({longest_panel * sigma, pole, smoothness.longest_step});
    for (const double kink : kinks)
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

Smoothness smoothness(const Network& network) {
  const std::string& name = network.activation;
  if (name == "hard_tanh") return {{-1.0, 1.0}, 1.5, 1e30};
  if (name == "sin") return {{}, 1.5, 1.5};
  if (name == "erf" || name == "erf_unit") return {{}, 1.0, 1e30};
  if (name == "alpha_relu") return {{0.0}, singular, 1e30};
  return {{0.0}, 1.5, 1e30};  // tanh: pi/2, the others further away
}

GaussianRule gaussian_rule(double q, const Smoothness& smoothness) {
  const Legendre& legendre = legendre_rule();
  const double sigma = std::sqrt(q);
  const double norm = 1 / std::sqrt(2 * std::numbers::pi * q);
  const std::vector<double> edge = edges(sigma, smoothness);
  GaussianRule rule;
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
