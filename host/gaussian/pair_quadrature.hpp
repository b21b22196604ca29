#pragma once
#include <cmath>

#include "host/gaussian/closed_form.hpp"
#include "host/gaussian/quadrature.hpp"

namespace widefield {

/// A node of a rule over the plane. The difference h_a - h_b is not rounded with h_a and h_b.
struct PairNode {
  double ha, hb, difference, weight;
};

/// A product rule over the standard normal plane in coordinates along and across the diagonal:
/// h_a = sqrt(q_a) (r A + s B), h_b = sqrt(q_b) (r A - s B), r^2 = (1 + c)/2, s^2 = (1 - c)/2.
/// It stays smooth and exact for every c in [-1, 1]; where c approaches 1 the across rule shrinks
/// with the distance. Kinked activations get inner panels that follow the kinks and outer panels
/// split where the kinks of h_a and h_b cross.
class PairRule {
 public:
  PairRule(const Nonlinearity& phi, const PairLaw& law);

  /// visit(node) at every node. At equal variances only one of (h_a, h_b) and (h_b,
  /// h_a) is visited: averages that tell a from b must be symmetrised. For odd phi likewise (h_a,
  /// h_b) stands for (-h_a, -h_b).
  template <class Visit>
  void operator()(Visit visit) const {
    if (fixed_)
      for (std::size_t i = 0; i < outer_.node.size(); ++i)
        sweep(i, inner_, visit);
    else
      for (std::size_t i = 0; i < outer_.node.size(); ++i)
        sweep(i, panels_at(outer_.node[i]), visit);
  }

  /// Whether the visited half must be symmetrised.
  bool exchanged() const { return exchanged_; }

 private:
  template <class Visit>
  void sweep(std::size_t i, const Rule& inner, Visit& visit) const {
    const double x = outer_.node[i];
    for (std::size_t j = 0; j < inner.node.size(); ++j) {
      const double y = inner.node[j];
      visit(PairNode{outer_a_ * x + inner_a_ * y, outer_b_ * x + inner_b_ * y,
                     (outer_a_ - outer_b_) * x + (inner_a_ - inner_b_) * y,
                     outer_.weight[i] * inner.weight[j]});
    }
  }
  void use_symmetries(const PairLaw& law, bool close);
  Rule panels_at(double outer) const;
  std::vector<double> crossings() const;

  const Nonlinearity& phi_;
  double outer_a_, inner_a_, outer_b_, inner_b_;  // h_a = outer_a x + inner_a y, h_b likewise
  bool exchanged_ = false;
  bool fixed_ = false;  // the inner rule is the same for every outer node
  Rule outer_, inner_;
};

}  // namespace widefield
