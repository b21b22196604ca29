#pragma once
#include "kernels/linear_algebra/pivoted_qr.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// A product of many square matrices, from right to left, that keeps its smallest singular values:
/// A_L ... A_1 = U 2^E T with U orthogonal, E descending and T well conditioned. Multiplied out,
/// everything below 1e-16 of the largest singular value would be rounding. [bai2011,
/// section 3]
///
/// The caller replaces the vectors of `frame` (U) by A U and calls `absorb`. Each factor by itself
/// must be conditioned within float64.
template <class Team>
class GradedProduct {
 public:
  WIDEFIELD_HD GradedProduct(Team& team, std::int64_t n)
      : frame_(team, n, n),
        rows_{Columns<Team>(team, n, n), Columns<Team>(team, n, n)},
        exponent_(team.shared().template take<std::int64_t>(std::size_t(n))),
        qr_(team, n) {}

  /// The empty product.
  WIDEFIELD_HD void start(Team& team) {
    set_identity(team, frame_);
    set_identity(team, rows_[0]);
    current_ = 0;
    share_out(team, 0, frame_.count(),
              [&](std::int64_t i) { on_one_lane(team, [&] { exponent_[i] = 0; }); });
  }

  WIDEFIELD_HD const Columns<Team>& frame() const { return frame_; }

  /// A U 2^E T = Q R P^T T: U := Q, 2^E T := R P^T T.
  WIDEFIELD_HD void absorb(Team& team) {
    qr_.factorise(team, frame_, exponent_);
    const Columns<Team>&from = rows_[current_], &to = rows_[1 - current_];
    share_out(team, 0, to.count(), [&](std::int64_t i) {
      to.clear(i);
      for (std::int64_t j = i; i < qr_.rank() && j < to.count(); ++j)
        add_multiple<Team>(qr_.factor().get(i, j), from[qr_.order(j)], to[i], 0, to.tiles());
    });
    current_ = 1 - current_;
    qr_.form_q(team, frame_);
  }

  /// A triangular matrix 2^E M with the same singular values as the product, its rows graded from
  /// the largest to the smallest: vector i is row i of M. Uses up the product.
  WIDEFIELD_HD const PivotedQr<Team>& triangle(Team& team) {
    qr_.factorise(team, rows_[current_], exponent_);
    return qr_;
  }
  WIDEFIELD_HD std::int64_t* exponent() const { return exponent_; }

 private:
  Columns<Team> frame_;
  Columns<Team> rows_[2];  // vector i is row i of T
  int current_ = 0;
  std::int64_t* exponent_;
  PivotedQr<Team> qr_;
};

}  // namespace widefield::inline WIDEFIELD_ISA
