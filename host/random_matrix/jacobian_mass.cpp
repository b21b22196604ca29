#include <algorithm>
#include <boost/math/quadrature/gauss.hpp>
#include <cmath>

#include "widefield/jacobian.hpp"

namespace widefield {
namespace {

constexpr double longest_panel = 4;  // in ln lambda, of ten nodes
using Gauss = boost::math::quadrature::gauss<double, 10>;

/// A node of the integral over the density, in the order in which the density is followed.
struct Node {
  double lambda, weight;  // of rho(lambda)
};

/// Nodes on [low, high] of ln lambda. Below the edge the density grows like the root of the
/// distance, so that the root of the distance is the variable.
void add_panel(double log_edge, double low, double high, std::vector<Node>& nodes) {
  const double near = std::sqrt(std::max(0.0, log_edge - high)), far = std::sqrt(log_edge - low);
  const double middle = (near + far) / 2, half = (far - near) / 2;
  const auto add = [&](double x, double weight) {
    const double root = middle + half * x, lambda = std::exp(log_edge - root * root);
    nodes.push_back({lambda, weight * half * 2 * root * lambda});
  };
  for (std::size_t i = 0; i < Gauss::abscissa().size(); ++i) {
    add(Gauss::abscissa()[i], Gauss::weights()[i]);
    add(-Gauss::abscissa()[i], Gauss::weights()[i]);
  }
}

/// The mass of the continuous part above each of the positions, which descend.
std::vector<double> mass_above(const JacobianEnsemble& ensemble, double edge,
                               const std::vector<double>& descending) {
  std::vector<Node> nodes;
  std::vector<std::size_t> end;  // nodes above each position
  double above = std::log(edge);
  const double log_edge = above;
  for (const double position : descending) {
    const double below = std::log(position);
    if (below < log_edge) {
      const int panels = 2 + static_cast<int>((above - below) / longest_panel);
      for (int panel = 0; panel < panels; ++panel) {
        const double step = (above - below) / panels;
        add_panel(log_edge, above - (panel + 1) * step, above - panel * step, nodes);
      }
      above = below;
    }
    end.push_back(nodes.size());
  }
  std::vector<double> lambda;
  for (const Node& node : nodes)
    lambda.push_back(node.lambda);
  const std::vector<double> density = jacobian_density(ensemble, lambda);
  std::vector<double> mass;
  double sum = 0;
  for (std::size_t k = 0, i = 0; k < end.size(); ++k) {
    for (; i < end[k]; ++i)
      sum += nodes[i].weight * density[i];
    mass.push_back(sum);
  }
  return mass;
}

}  // namespace

std::vector<double> jacobian_mass_below(const JacobianEnsemble& ensemble,
                                        const std::vector<double>& lambda) {
  const JacobianMoments moments = jacobian_moments(ensemble);
  double continuous = 1;
  for (const PointMass& atom : moments.atoms)
    continuous -= atom.mass;
  const std::vector<double> descending(lambda.rbegin(), lambda.rend());
  std::vector<double> above(lambda.size(), 0.0);
  constexpr double rounding = 1e-12;
  if (continuous > rounding) above = mass_above(ensemble, moments.edge, descending);
  std::vector<double> below;
  for (std::size_t k = 0; k < lambda.size(); ++k) {
    double mass = 1 - above[lambda.size() - 1 - k];
    for (const PointMass& atom : moments.atoms)
      if (atom.position > lambda[k]) mass -= atom.mass;
    below.push_back(std::clamp(mass, 0.0, 1.0));
  }
  return below;
}

}  // namespace widefield
