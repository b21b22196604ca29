#pragma once
#include "kernels/engine/adjoint_law.hpp"
#include "kernels/engine/fresh_matrices.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The matrices of the engine `state` as they are met on the way back. Conditional on what a layer
/// has shown, with X = sqrt(N) Q L^T [theory sheet, section 3]:
///
///   Gaussian weights: W^T D = Q (W Q)^T D + (sigma / sqrt N) (1 - Q Q^T) Z' R,   R^T R = D^T D;
///   Haar weights:     W^T D = sigma Q U^T D + sigma V R,
///                     R^T R = D^T D - (U^T D)^T (U^T D);
///
/// Z' are fresh normals and V is uniform among the frames orthogonal to Q. (W Q)^T D is made of the
/// normals Z of the way up, drawn again, so nothing is divided by a small pivot. In floating point
/// Q is orthonormal only up to rounding times the condition of X, so the projections use the
/// inverse of its own Gram matrix: Gram-Schmidt once more. Two sums over neurons, then every neuron
/// below has W^T d = C^T q + M z'.
template <Cell C, class Team>
class FreshAdjoint : public FreshMatrices<C, Team> {
  using Forward = FreshMatrices<C, Team>;

 public:
  using S = typename Team::Scalar;
  using Real = typename Team::Real;
  using Rows = typename Team::Rows;
  using At = StageAt<C>;
  static constexpr bool has_signal_side = true;

  WIDEFIELD_HD FreshAdjoint(Team& team, const Problem<C>& problem)
      : Forward(team, problem),
        problem_(problem),
        k_(problem.copies.count()),
        n_(problem.copies.inputs),
        known_(take(team, k_ * n_)),
        fresh_(take(team, n_ * n_)),
        side_{k_,
              n_,
              team.shared().template take<double>(std::size_t(k_) * k_),
              team.shared().template take<double>(std::size_t(k_) * n_),
              team.shared().template take<double>(std::size_t(n_) * n_),
              team.shared().template take<double>(std::size_t(k_) * k_)},
        coefficient_(team.shared().template take<Real>(std::size_t(most_fields<C>()) * k_ * n_)),
        mixing_(team.shared().template take<Real>(std::size_t(most_fields<C>()) * n_ * n_)),
        stored_(team.rows(team.shared(), stored_tiles(problem) * most_rows())) {}

  /// Rows of either sum: of every matrix k of the forward directions and n of the adjoints.
  WIDEFIELD_HD int most_rows() const { return most_fields<C>() * (k_ + n_); }
  WIDEFIELD_HD int sum_rows(const At& at) const { return at.of.matrices * (k_ + n_); }
  /// Of the first matrix, the normals Z are not multiplied with each other, and Z' only where they
  /// become a frame.
  WIDEFIELD_HD int skipped_in_fields() const { return k_; }
  WIDEFIELD_HD int skipped_in_signals() const {
    return problem_.weights == WeightLaw::orthogonal ? 0 : n_;
  }

  WIDEFIELD_HD void begin_adjoint(Team&, const At&) const {}

  /// First sum, over the neurons of the fields: the normals Z and the adjoints D, [field][input].
  WIDEFIELD_HD void field_side(Team& team, const At& at, std::int64_t tile, Rows adjoint,
                               Rows rows) const {
    for (int f = 0; f < at.of.fields; ++f) {
      if (at.of.place[f] < 0) continue;
      const Rows own = row_of(rows, first_row(at, f));
      draw_rows(team, Forward::stream(at, f), tile, k_, own);
      copy_rows(row_of(adjoint, std::size_t(f) * n_), n_, row_of(own, std::size_t(k_)));
      clear_beyond(at.neurons(f), tile, team.lane(), own, k_ + n_);
    }
  }

  /// By the leader: Z^T D and D^T D become the known coefficients and the factor of the fresh part.
  WIDEFIELD_HD void prepare_field_side(const At& at, const SumShape& shape, const double* total) {
    for (int f = 0; f < at.of.fields; ++f) {
      if (at.of.place[f] < 0) continue;
      const int z = int(first_row(at, f)), d = z + k_;
      for (int a = 0; a < n_; ++a) {
        for (int i = 0; i < k_; ++i)
          known(f)[i * n_ + a] = total[shape.gram(z + i, d + a)];
        for (int b = 0; b < n_; ++b)
          fresh(f)[a * n_ + b] = total[shape.gram(d + a, d + b)];
      }
      split(at, f);
    }
  }

  /// Second sum, over the neurons of the signals: the fresh normals Z' and the basis Q, which are
  /// kept for the adjoints.
  WIDEFIELD_HD Rows signal_side(Team& team, const At& at, std::int64_t tile, Rows signals) const {
    const Rows rows = stored(tile);
    for (int f = 0; f < at.of.fields; ++f)
      if (at.of.place[f] >= 0)
        normals_and_basis(team, at, f, tile, signals, row_of(rows, first_row(at, f)));
    clear_beyond(at.below, tile, team.lane(), rows, sum_rows(at));
    return rows;
  }

  /// By the leader: C and M of every field.
  WIDEFIELD_HD void prepare_adjoint(const At& at, const SumShape& shape, const double* total) {
    for (int f = 0; f < at.of.fields; ++f) {
      if (at.of.place[f] < 0) continue;
      load_signal_side(int(first_row(at, f)), shape, total);
      cholesky_lower(side_.factor, k_, rank_tolerance(k_));
      whiten(side_);
      if (problem_.weights == WeightLaw::orthogonal) orthonormalise_fresh(side_, fresh(f));
      subtract_projection(side_, fresh(f), known(f));
      for (int a = 0; a < n_; ++a)
        for (int i = 0; i < k_; ++i)
          coefficient_[(f * n_ + a) * k_ + i] = Real(known(f)[i * n_ + a]);
      for (int i = 0; i < n_ * n_; ++i)
        mixing_[f * n_ * n_ + i] = Real(fresh(f)[i]);
    }
  }

  /// The adjoints of the signals of one tile, [signal][input].
  WIDEFIELD_HD void adjoint(Team&, const At& at, std::int64_t tile, Rows result) const {
    clear_rows(result, at.of.signals * n_);
    if (tile >= tile_count(at.below)) return;
    for (int f = 0; f < at.of.fields; ++f) {
      if (at.of.place[f] < 0) continue;
      const Rows z = row_of(stored(tile), first_row(at, f)), q = row_of(z, std::size_t(n_));
      const Rows sum = row_of(result, std::size_t(at.of.signal[f]) * n_);
      add_combinations<S>({mixing_ + f * n_ * n_, n_, n_, true}, z, sum);
      add_combinations<S>({coefficient_ + f * n_ * k_, n_, k_}, q, sum);
    }
  }

 private:
  /// The second set of normals of a matrix: the attempt tells it from the first.
  static constexpr std::uint32_t from_above = 1;

  WIDEFIELD_HD static double* take(Team& team, int size) {
    return team.shared().template take<double>(std::size_t(most_fields<C>()) * size);
  }
  WIDEFIELD_HD std::size_t first_row(const At& at, int f) const {
    return std::size_t(at.of.place[f]) * (k_ + n_);
  }
  WIDEFIELD_HD double* known(int f) const { return known_ + f * k_ * n_; }
  WIDEFIELD_HD double* fresh(int f) const { return fresh_ + f * n_ * n_; }

  WIDEFIELD_HD void normals_and_basis(Team& team, const At& at, int f, std::int64_t tile,
                                      Rows signals, Rows rows) const {
    Stream stream = Forward::stream(at, f);
    stream.attempt = from_above;
    draw_rows(team, stream, tile, n_, rows);
    orthonormal(row_of(signals, std::size_t(at.of.signal[f]) * k_), Forward::basis(at, f),
                row_of(rows, std::size_t(n_)));
  }
  WIDEFIELD_HD static std::size_t stored_tiles(const Problem<C>& problem) {
    return keeps_layers(problem) ? std::size_t(tile_count(problem.widest())) : 0;
  }
  WIDEFIELD_HD Rows stored(std::int64_t tile) const {
    return row_of(stored_, std::size_t(tile) * most_rows());
  }

  /// q = basis x in float64: between nearly equal copies float32 would keep no digit.
  WIDEFIELD_HD void orthonormal(Rows signals, const double* basis, Rows q) const {
    clear_rows(q, k_);
    add_combinations<Wide<S>>({basis, k_, k_, true}, signals, q);
  }

  /// What is known of W^T D, in coefficients of Q, and the factor of what is fresh.
  WIDEFIELD_HD void split(const At& at, int f) {
    const bool haar = problem_.weights == WeightLaw::orthogonal;
    assert(!haar || at.below == at.neurons(f));
    const double scale = Forward::sigma(at, f) / (haar ? 1 : ::sqrt(double(at.below)));
    if (haar)
      split_haar(Forward::frame(at, f), Forward::basis(at, f), side_, known(f), fresh(f));
    else
      cholesky_lower(fresh(f), n_, rank_tolerance(n_));
    for (int i = 0; i < k_ * n_; ++i)
      known(f)[i] *= scale;
    for (int i = 0; i < n_ * n_; ++i)
      fresh(f)[i] *= scale;
  }

  WIDEFIELD_HD void load_signal_side(int z, const SumShape& shape, const double* total) {
    const int q = z + n_;
    for (int i = 0; i < k_; ++i)
      for (int j = 0; j < k_; ++j)
        side_.factor[i * k_ + j] = total[shape.gram(q + i, q + j)];
    for (int a = 0; a < n_; ++a) {
      for (int i = 0; i < k_; ++i)
        side_.overlap[i * n_ + a] = total[shape.gram(q + i, z + a)];
      for (int b = 0; b < n_; ++b)
        side_.normals[a * n_ + b] = total[shape.gram(z + a, z + b)];
    }
  }

  const Problem<C>& problem_;
  int k_, n_;
  double* known_;  // [field][k][n] coefficients of Q
  double* fresh_;  // [field][n][n] lower triangular factor of the fresh part
  SignalSide side_;
  Real* coefficient_;  // [field][n][k]: C^T
  Real* mixing_;       // [field][n][n]: M
  Rows stored_;        // shared, [tile][matrix][Z', Q]: of the second sum, for the adjoints
};

}  // namespace widefield::inline WIDEFIELD_ISA
