#include "host/gaussian/pair_quadrature.hpp"

#include <algorithm>

namespace widefield {
namespace {

// Beyond this many nodes per direction trapezoid sums cost more than graded panels.
constexpr double most_trapezoid_nodes = 300;

std::vector<double> features(const Nonlinearity& phi) {
  std::vector<double> at;
  for (const Kink& kink : phi.kinks)
    at.push_back(kink.at);
  if (at.empty()) at.push_back(phi.centre);
  return at;
}

}  // namespace

// The inner variable is the one with the larger share, so that lines h = const are never steep.
PairRule::PairRule(const Nonlinearity& phi, const PairLaw& law) : phi_(phi) {
  const double along = std::sqrt(1 - 0.5 * law.distance), across = std::sqrt(0.5 * law.distance);
  const bool close = law.distance <= 1;
  const double outer = close ? across : along, inner = close ? along : across;
  const double root_a = std::sqrt(law.qa), root_b = std::sqrt(law.qb);
  outer_a_ = root_a * outer, inner_a_ = root_a * inner;
  outer_b_ = root_b * (close ? -outer : outer), inner_b_ = root_b * (close ? inner : -inner);
  const double scale = std::max(root_a, root_b);
  const double outer_step = trapezoid_step(phi, scale * outer);
  const double inner_step = trapezoid_step(phi, scale * inner);
  fixed_ = phi.smooth() && (2 * normal_reach < most_trapezoid_nodes * inner_step ||
                            phi.analyticity.exponential > 0);
  if (fixed_) {
    outer_ = trapezoid_rule(outer_step), inner_ = trapezoid_rule(inner_step);
  } else {
    outer_ = graded_rule(crossings(), grading(phi, scale * outer));
  }
  use_symmetries(law, close);
}

// (h_a, h_b) -> (h_b, h_a) reflects one of the coordinates where the variances are equal; both
// change sign without effect on averages of odd activations (every average has an even number of
// factors).
void PairRule::use_symmetries(const PairLaw& law, bool close) {
  const bool equal = law.qa == law.qb && law.distance > 0, odd = phi_.odd();
  if (equal ? close || odd : odd && fixed_) outer_ = upper_half(outer_);
  if (fixed_ && equal && (odd || !close)) inner_ = upper_half(inner_);
  exchanged_ = equal;
}

// Outer coordinates at which the lines h_a = k and h_b = k' meet.
std::vector<double> PairRule::crossings() const {
  std::vector<double> at;
  const double determinant = outer_a_ * inner_b_ - outer_b_ * inner_a_;
  for (const double k : features(phi_))
    for (const double other : features(phi_))
      if (determinant != 0) at.push_back((k * inner_b_ - other * inner_a_) / determinant);
  return at;
}

Rule PairRule::panels_at(double outer) const {
  std::vector<double> centres;
  for (const double k : features(phi_)) {
    centres.push_back((k - outer_a_ * outer) / inner_a_);
    centres.push_back((k - outer_b_ * outer) / inner_b_);
  }
  const double scale = std::max(std::abs(inner_a_), std::abs(inner_b_));
  return graded_rule(centres, grading(phi_, scale));
}

}  // namespace widefield
