#pragma once
#include <math.h>

#include "kernels/linear_algebra/columns.hpp"
#include "widefield/elementary/log.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The exponent of a column that is zero.
inline constexpr std::int64_t no_exponent = INT64_MIN / 4;

/// 2^exponent, 0 where it is too small for a float64: exact.
WIDEFIELD_HD inline double two_to_the(std::int64_t exponent) {
  return exponent < -1074 ? 0.0 : ::ldexp(1.0, int(exponent));
}

/// Column-pivoted Householder QR of a square matrix whose columns stand in the most different
/// scales: column c is a_c 2^(e_c), the exponent kept apart, so that no number overflows and
/// scaling is exact over any range.
///
///   A P = Q R,   R = 2^F M,   M upper triangular, every row near 1 at its diagonal:
///   |M_ij| <= 2 |M_ii|, 1/2 <= |M_ii| < 1.
///
/// A column whose part outside the columns before it is rounding (column by column, as Householder
/// reflections act [higham2002, theorem 19.4]) is dependent: it ends the factorisation, and rows of
/// M from the rank on are zero. Every column is summed in one fixed order.
template <class Team>
class PivotedQr {
 public:
  using S = typename Team::Scalar;
  using Rows = typename Team::Rows;

  WIDEFIELD_HD PivotedQr(Team& team, std::int64_t n)
      : n_(n),
        reflectors_(team, n, n),
        factor_(team, n, n),
        order_(team.shared().template take<std::int64_t>(std::size_t(n))),
        exponent_(team.shared().template take<std::int64_t>(std::size_t(n))),
        square_(team.shared().template take<double>(std::size_t(n))),
        whole_(team.shared().template take<double>(std::size_t(n))),
        key_(team.shared().template take<double>(std::size_t(n))),
        diagonal_(team.shared().template take<double>(std::size_t(n))),
        beta_(team.shared().template take<double>(std::size_t(n))),
        rank_(team.shared().template take<std::int64_t>(1)) {}

  /// Factorises the matrix with columns a_c 2^(e_c); overwrites a, and e by F.
  WIDEFIELD_HD void factorise(Team& team, const Columns<Team>& a, std::int64_t* e) {
    start(team, a, e);
    for (std::int64_t k = 0; k < n_; ++k) {
      if (team.leader()) choose_pivot(k);
      team.barrier();
      if (*rank_ == k) break;
      set_reflector(team, a, k);
      reflect_others(team, a, k);
    }
    set_factor(team, a, e);
  }

  /// Position i of P: which column of A stands there.
  WIDEFIELD_HD std::int64_t order(std::int64_t i) const { return order_[i]; }
  WIDEFIELD_HD std::int64_t rank() const { return *rank_; }
  /// Vector i is row i of M.
  WIDEFIELD_HD const Columns<Team>& factor() const { return factor_; }

  /// The columns of Q. Groups of columns go through all reflections together, because these come
  /// from memory.
  WIDEFIELD_HD void form_q(Team& team, const Columns<Team>& q) const {
    set_identity(team, q);
    const std::int64_t groups = (n_ + group_columns - 1) / group_columns;
    share_out(team, 0, groups, [&](std::int64_t group) {
      const std::int64_t first = group * group_columns;
      const std::int64_t last = first + group_columns < n_ ? first + group_columns : n_;
      for (std::int64_t j = (last < *rank_ ? last : *rank_) - 1; j >= 0; --j)
        for (std::int64_t c = first > j ? first : j; c < last; ++c)
          reflect(j, q[c]);
    });
  }

 private:
  static constexpr std::int64_t group_columns = 8;

  /// |x|^2 of what rounding leaves of a column of length 1.
  WIDEFIELD_HD double rounding_square() const {
    constexpr double epsilon = 0x1p-52;
    return 16 * epsilon * epsilon * double(n_);
  }

  WIDEFIELD_HD double key_of(std::int64_t column, double square) const {
    const bool dependent =
        exponent_[column] == no_exponent || square <= rounding_square() * whole_[column];
    return dependent ? -__builtin_huge_val()
                     : log(square) + 2 * 0.69314718055994530942 * double(exponent_[column]);
  }

  WIDEFIELD_HD void start(Team& team, const Columns<Team>& a, const std::int64_t* e) {
    if (team.leader()) *rank_ = n_;
    share_out(team, 0, n_, [&](std::int64_t c) {
      const double square = inner<Team>(a[c], a[c], 0, a.tiles());
      on_one_lane(team, [&] {
        order_[c] = c;
        exponent_[c] = e[c];
        square_[c] = whole_[c] = square;
        key_[c] = key_of(c, square);
      });
    });
  }

  /// Brings the longest of what is left to position k, the first of several; sets the rank where
  /// nothing is left.
  WIDEFIELD_HD void choose_pivot(std::int64_t k) {
    std::int64_t best = k;
    for (std::int64_t i = k + 1; i < n_; ++i)
      if (key_[order_[i]] > key_[order_[best]]) best = i;
    const std::int64_t chosen = order_[best];
    order_[best] = order_[k];
    order_[k] = chosen;
    if (key_[chosen] == -__builtin_huge_val()) *rank_ = k;
  }

  /// Is number i of tile `tile` one of those from k on?
  WIDEFIELD_HD static Mask<S> is_from(Team& team, std::int64_t k, std::int64_t tile, int j) {
    return !is_neuron<S>(k, tile, team.lane(), j);
  }

  /// v_k = x - image e_k, x the pivot column from k on.
  WIDEFIELD_HD void set_reflector(Team& team, const Columns<Team>& a, std::int64_t k) {
    const std::int64_t column = order_[k];
    const double first = a.get(column, k), length = ::sqrt(square_[column]);
    const double image = first < 0 ? length : -length;
    if (team.leader()) {
      diagonal_[k] = image;
      beta_[k] = 1 / (length * (length + ::fabs(first)));
    }
    const Rows x = a[column], v = reflectors_[k];
    team.for_each_tile(n_, [&](std::int64_t tile) {
      const int t = int(tile);
      for (int j = 0; j < lane_neurons; ++j) {
        const S from_k = select(is_from(team, k, tile, j), x(t, j), S(0.0));
        v(t, j) = select(is_from(team, k + 1, tile, j), from_k,
                         select(is_from(team, k, tile, j), from_k - S(image), S(0.0)));
      }
    });
  }

  WIDEFIELD_HD void reflect(std::int64_t k, Rows y) const {
    const Rows v = reflectors_[k];
    const std::int64_t first = k / tile_neurons, tiles = reflectors_.tiles();
    add_multiple<Team>(-beta_[k] * inner<Team>(v, y, first, tiles), v, y, first, tiles);
  }

  /// Reflects the columns to the right of position k and measures what is left of them below row k.
  WIDEFIELD_HD void reflect_others(Team& team, const Columns<Team>& a, std::int64_t k) {
    share_out(team, k + 1, n_, [&](std::int64_t position) {
      const std::int64_t c = order_[position];
      if (key_[c] == -__builtin_huge_val()) return;
      reflect(k, a[c]);
      const double square = square_below(team, a[c], k);
      on_one_lane(team, [&] {
        square_[c] = square;
        key_[c] = key_of(c, square);
      });
    });
  }

  WIDEFIELD_HD double square_below(Team& team, Rows x, std::int64_t k) const {
    const std::int64_t first = (k + 1) / tile_neurons;
    S sum(0.0);
    for (std::int64_t t = first; t < reflectors_.tiles(); ++t)
      for (int j = 0; j < lane_neurons; ++j) {
        const S square = x(int(t), j) * x(int(t), j);
        sum += t == first ? select(is_from(team, k + 1, t, j), square, S(0.0)) : square;
      }
    return Team::fold(sum);
  }

  /// M and F from what the reflections left above the diagonal.
  WIDEFIELD_HD void set_factor(Team& team, const Columns<Team>& a, std::int64_t* e) {
    share_out(team, 0, n_, [&](std::int64_t i) {
      factor_.clear(i);
      int power = 0;
      if (i < *rank_) ::frexp(diagonal_[i], &power);
      const std::int64_t scale = i < *rank_ ? exponent_[order_[i]] + power : no_exponent;
      on_one_lane(team, [&] { e[i] = scale; });
      if (i >= *rank_) return;
      factor_.set(i, i, diagonal_[i] * two_to_the(-power));
      for (std::int64_t j = i + 1; j < n_; ++j)
        factor_.set(i, j, scaled(a.get(order_[j], i), exponent_[order_[j]] - scale));
    });
  }

  /// x 2^exponent; the pivoting keeps it below 2.
  WIDEFIELD_HD static double scaled(double x, std::int64_t exponent) {
    return exponent < -4000 ? 0.0 : ::ldexp(x, int(exponent));
  }

  std::int64_t n_;
  Columns<Team> reflectors_, factor_;
  std::int64_t *order_, *exponent_;
  double *square_, *whole_;  // of what is left of a column, of the whole column
  double* key_;              // 2 ln of the length of what is left, with its exponent; -inf: nothing
  double *diagonal_, *beta_;
  std::int64_t* rank_;
};

}  // namespace widefield::inline WIDEFIELD_ISA
