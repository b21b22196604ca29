#pragma once
#include "kernels/engine/tile/sum_shape.hpp"
#include "kernels/engine/tile/vectors.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// |x|^2 before and after the projection.
struct Projected {
  double before, after;
};

/// Gram-Schmidt against lists of orthonormal vectors, in float64: every vector is projected twice
/// ("twice is enough" [giraud2005]), though the second projection is left out where it would change
/// nothing but rounding.
template <class Team>
class Projector {
 public:
  using Real = typename Team::Real;
  using S = typename Team::Scalar;
  using Rows = typename Team::Rows;
  using List = VectorSpan<Team>;
  using Vector = TiledVector<Team>;

  WIDEFIELD_HD Projector(Team& team, int most_vectors, std::int64_t most_neurons)
      : sums_(team, SumShape{0, most_vectors + 1}, most_neurons),
        coefficient_(team.shared().template take<double>(std::size_t(most_vectors))),
        change_(team.shared().template take<double>(std::size_t(most_vectors))) {}

  /// result = x - Q Q^T x for the vectors Q of the list; x and result may be one vector.
  WIDEFIELD_HD Projected orthogonalise(Team& team, const List& q, std::int64_t neurons, Vector x,
                                       Vector result) {
    products(team, q, neurons, [&](std::int64_t tile) { return x.at(tile); });
    const double before = square(q);
    keep_products(team, q.count, true);
    subtract_and_measure(team, q, neurons, x, result);
    const double after = square(q);
    const bool again = changes_more_than_rounding(q);
    keep_products(team, q.count, false);
    if (!again) return {before, after};
    subtract_and_measure(team, q, neurons, result, result);
    return {before, square(q)};
  }

  /// Q^T x of the last orthogonalise, [vector]; shared.
  WIDEFIELD_HD const double* coefficients() const { return coefficient_; }

  /// Products of the vectors of the list with x, and |x|^2 behind them: product(i), square(list).
  /// row(tile) makes or finds the row of x in a tile.
  template <class Row>
  WIDEFIELD_HD void products(Team& team, const List& q, std::int64_t neurons, Row row) {
    team.accumulate(neurons, sums_of(q), [&](std::int64_t tile, auto& partial) {
      const Rows x = row(tile);
      partial.dots(0, q.list.at(tile), q.count, x);
      partial.dots(q.count, x, 1, x);
    });
  }
  WIDEFIELD_HD double product(int vector) const { return sums_.total[vector]; }
  WIDEFIELD_HD double square(const List& q) const { return sums_.total[q.count]; }

 private:
  using Sums = typename Team::Sums;

  /// No more sums than the list has vectors.
  WIDEFIELD_HD Sums sums_of(const List& q) const {
    Sums sums = sums_;
    sums.shape.sums = q.count + 1;
    return sums;
  }

  WIDEFIELD_HD void subtract_and_measure(Team& team, const List& q, std::int64_t neurons, Vector x,
                                         Vector result) {
    products(team, q, neurons, [&](std::int64_t tile) {
      const Rows rest = result.at(tile);
      copy_rows(x.at(tile), 1, rest);
      add_combination<Wide<S>>(q.list.at(tile), change_, q.count, rest);
      return rest;
    });
  }

  /// Is what is left not orthogonal to the list up to rounding?
  WIDEFIELD_HD bool changes_more_than_rounding(const List& q) const {
    const double rounding = by_precision<Real>(0x1p-24f, 0x1p-53);
    double sum = 0;
    for (int i = 0; i < q.count; ++i)
      sum += product(i) * product(i);
    return sum > rounding * rounding * square(q);
  }

  WIDEFIELD_HD void keep_products(Team& team, int count, bool first) {
    if (team.leader())
      for (int i = 0; i < count; ++i) {
        coefficient_[i] = (first ? 0 : coefficient_[i]) + product(i);
        change_[i] = -product(i);
      }
    team.barrier();
  }

  Sums sums_;
  double* coefficient_;  // [vector]
  double* change_;       // [vector] minus the products of the last round
};

}  // namespace widefield::inline WIDEFIELD_ISA
