#include <algorithm>
#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <numbers>

#include "host/random_matrix/slope_law.hpp"
#include "widefield/error.hpp"

namespace widefield {
namespace {

constexpr int deepest = 60;  // halvings of a panel
constexpr int most_panels = 100000;

const boost::math::quadrature::gauss<double, 20> rule;

ComplexPair operator+(const ComplexPair& a, const ComplexPair& b) {
  return {a.first + b.first, a.second + b.second};
}
ComplexPair operator-(const ComplexPair& a, const ComplexPair& b) {
  return {a.first - b.first, a.second - b.second};
}

/// Integral over [a, b] and the integral of the absolute values, which its rounding is held
/// against.
struct Panel {
  double a, b;
  int depth;
  ComplexPair sum{};
  double first_size = 0, second_size = 0;

  void add(double weight, const ComplexPair& value) {
    sum.first += weight * value.first;
    sum.second += weight * value.second;
    first_size += weight * std::abs(value.first);
    second_size += weight * std::abs(value.second);
  }
};

/// One panel by 20 Gauss-Legendre points, with the Gaussian weight.
Panel panel(const SlopeLaw& law, const std::function<ComplexPair(double)>& f, Panel p) {
  const double middle = 0.5 * (p.a + p.b), half = 0.5 * (p.b - p.a);
  const double norm = half / std::sqrt(2 * std::numbers::pi * law.q);
  for (std::size_t i = 0; i < rule.abscissa().size(); ++i)
    for (const double side : {-1.0, 1.0}) {
      const double h = middle + side * half * rule.abscissa()[i];
      p.add(norm * rule.weights()[i] * std::exp(-h * h / (2 * law.q)), f(h));
    }
  return p;
}

/// Integral of the absolute values over the panels seen so far, the largest estimate.
struct Scale {
  double precision, first = 0, second = 0;

  void add(const Panel& p) {
    first += p.first_size;
    second += p.second_size;
  }
  bool negligible(const ComplexPair& error) const {
    return std::abs(error.first) <= precision * first &&
           std::abs(error.second) <= precision * second;
  }
};

/// The panels between the breakpoints.
std::vector<Panel> first_panels(const SlopeLaw& law, const std::function<ComplexPair(double)>& f) {
  const double end = slope_reach * std::sqrt(law.q);
  std::vector<double> cuts = {-end, end};
  for (const double point : law.breakpoints)
    if (std::abs(point) < end) cuts.push_back(point);
  std::sort(cuts.begin(), cuts.end());
  std::vector<Panel> panels;
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i)
    if (cuts[i] < cuts[i + 1]) panels.push_back(panel(law, f, {cuts[i], cuts[i + 1], 0}));
  return panels;
}

}  // namespace

ComplexPair average(const SlopeLaw& law, const std::function<ComplexPair(double)>& f) {
  std::vector<Panel> open = first_panels(law, f);
  Scale scale{law.precision};
  for (const Panel& p : open)
    scale.add(p);
  ComplexPair total{};
  for (int panels = 0; !open.empty(); ++panels) {
    if (panels == most_panels)
      throw RunError("an average over the slopes of the activation does not converge", "");
    const Panel p = open.back();
    open.pop_back();
    const double middle = 0.5 * (p.a + p.b);
    const Panel left = panel(law, f, {p.a, middle, p.depth + 1});
    const Panel right = panel(law, f, {middle, p.b, p.depth + 1});
    if (scale.negligible(p.sum - left.sum - right.sum) || p.depth == deepest) {
      total = total + left.sum + right.sum;
      continue;
    }
    scale.add(left);
    scale.add(right);
    open.push_back(left);
    open.push_back(right);
  }
  return total;
}

double slope_moment(const SlopeLaw& law, int k) {
  return average(law,
                 [&](double h) {
                   return ComplexPair{std::pow(law.square(h), k), 0};
                 })
      .first.real();
}

}  // namespace widefield
