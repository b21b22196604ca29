#pragma once
#include "kernels/engine/matrices/adjoint_law.hpp"
#include "kernels/engine/matrices/fresh_matrices.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The matrices of the engine `state` as they are met on the way back. Conditional on what a layer
/// has shown, with X^T X = N L L^T and U = X L^{-T} / sqrt N orthonormal [theory sheet, section 3]:
///
///   Gaussian weights: W^T D = U K + (1 - U U^T) Z' M^T,  M = (sigma / sqrt N) F,  F F^T = D^T D;
///   Haar weights:     W^T D = U K + sigma V F^T,         F F^T = D^T D - K^T K / sigma^2;
///
/// K = (W U)^T D = L^{-1} (W X)^T D / sqrt N comes from the fields; Z' are fresh normals and V is
/// uniform among the frames orthogonal to U. Two sums over neurons, (W X)^T D with D^T D and X^T
/// Z', then every neuron below has W^T d = A^T x + M z', A = L^{-T} (K - O M^T) / sqrt N, O = U^T
/// Z'.
///
/// A small pivot of L divides the rounding of the fields. But what it divides belongs to one
/// direction of N, whose fields decide the adjoints no more than the pivot is large. A direction
/// shorter by `direction_tolerance` counts as unseen, which errs in the squares by as little as
/// rounding does.
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
        known_(take<double>(team, k_ * n_)),
        fresh_(take<double>(team, n_ * n_)),
        factor_(take<double>(team, k_ * k_)),
        law_{k_,
             n_,
             nullptr,
             nullptr,
             team.shared().template take<double>(std::size_t(k_) * n_),
             nullptr,
             team.shared().template take<double>(std::size_t(n_) * n_),
             team.shared().template take<double>(std::size_t(k_) * k_)},
        coefficient_(take<Real>(team, k_ * n_)),
        mixing_(take<Real>(team, n_ * n_)),
        normals_(team.rows(team.shared(), stored_tiles(problem) * most_fields<C>() * n_)) {}

  /// D^T D, and (W X)^T D of every field.
  WIDEFIELD_HD SumShape field_shape(int fields) const { return {fields * n_, 0, fields, k_, n_}; }
  /// X^T Z' of every field; Z'^T Z' where Z' becomes a frame.
  WIDEFIELD_HD SumShape signal_shape(int fields) const {
    return {haar() ? fields * n_ : 0, 0, fields, k_, n_};
  }

  WIDEFIELD_HD void begin_adjoint(Team&, const At&) const {}

  /// First sum, over the neurons of the fields [field][copy] with the adjoints D, [field][input].
  template <class Partial>
  WIDEFIELD_HD void field_side(Team&, const At& at, std::int64_t, Rows fields, Rows adjoint,
                               Partial& partial) const {
    partial.gram(adjoint);
    for (int f = 0; f < at.of.fields; ++f)
      if (at.of.place[f] >= 0)
        partial.products(f, row_of(fields, std::size_t(f) * k_),
                         row_of(adjoint, std::size_t(f) * n_));
  }

  /// By the leader: K and F of every field.
  WIDEFIELD_HD void prepare_field_side(const At& at, const SumShape& shape, const double* total) {
    for (int f = 0; f < at.of.fields; ++f) {
      if (at.of.place[f] < 0) continue;
      const AdjointLaw law = law_of(f);
      for (int a = 0; a < n_; ++a)
        for (int b = 0; b < n_; ++b)
          law.fresh[a * n_ + b] = total[shape.gram(f * n_ + a, f * n_ + b)];
      factorise(at, f, law.factor);
      in_directions(at, law, total + shape.product(f, 0, 0), law.known);
      if (haar())
        subtract_known(law, at.of.field[f].weight_variance);
      else
        cholesky_lower(law.fresh, n_, rank_tolerance(n_));
      const double scale = Forward::sigma(at, f) / (haar() ? 1 : ::sqrt(double(at.below)));
      for (int i = 0; i < n_ * n_; ++i)
        law.fresh[i] *= scale;
    }
  }

  /// Second sum, over the neurons of the signals [signal][copy]: with the fresh normals Z', which
  /// are kept for the adjoints.
  template <class Partial>
  WIDEFIELD_HD void signal_side(Team& team, const At& at, std::int64_t tile, Rows signals,
                                Partial& partial) const {
    const Rows normals = normals_of(tile, 0);
    for (int f = 0; f < at.of.fields; ++f) {
      if (at.of.place[f] < 0) continue;
      Stream stream = Forward::stream(at, f);
      stream.attempt = from_above;
      draw_rows(team, stream, tile, n_, normals_of(tile, f));
      clear_beyond(at.below, tile, team.lane(), normals_of(tile, f), n_);
      partial.products(f, row_of(signals, std::size_t(at.of.signal[f]) * k_), normals_of(tile, f));
    }
    if (haar()) partial.gram(normals);
  }

  /// By the leader: A and M of every field.
  WIDEFIELD_HD void prepare_adjoint(const At& at, const SumShape& shape, const double* total) {
    for (int f = 0; f < at.of.fields; ++f) {
      if (at.of.place[f] < 0) continue;
      const AdjointLaw law = law_of(f);
      in_directions(at, law, total + shape.product(f, 0, 0), law.overlap);
      if (haar()) {
        for (int a = 0; a < n_; ++a)
          for (int b = 0; b < n_; ++b)
            law.normals[a * n_ + b] = total[shape.gram(f * n_ + a, f * n_ + b)];
        orthonormalise_fresh(law);
      }
      subtract_projection(law);
      solve_lower_transposed(law.factor, k_, law.known, n_);
      store(at, f, law);
    }
  }

  /// Adds the adjoints of the signals of one tile, [signal][input], from these, [signal][copy].
  WIDEFIELD_HD void add_adjoint(const At& at, std::int64_t tile, Rows signals, Rows result) const {
    for (int f = 0; f < at.of.fields; ++f) {
      if (at.of.place[f] < 0) continue;
      const Rows x = row_of(signals, std::size_t(at.of.signal[f]) * k_);
      const Rows sum = row_of(result, std::size_t(at.of.signal[f]) * n_);
      combine<true, S>({mixing_ + f * n_ * n_, n_, n_, true}, normals_of(tile, f), sum);
      combine<true, S>({coefficient_ + f * n_ * k_, n_, k_}, x, sum);
    }
  }

 private:
  /// The second set of normals of a matrix: the attempt tells it from the first.
  static constexpr std::uint32_t from_above = 1;

  /// Of the squares: half of the digits of a Real.
  static constexpr double direction_tolerance = sizeof(Real) == sizeof(float) ? 0x1p-24 : 0x1p-53;

  template <class Number>
  WIDEFIELD_HD static Number* take(Team& team, int size) {
    return team.shared().template take<Number>(std::size_t(most_fields<C>()) * size);
  }
  WIDEFIELD_HD static std::size_t stored_tiles(const Problem<C>& problem) {
    return keeps_layers(problem) ? std::size_t(tile_count(problem.widest())) : 0;
  }
  WIDEFIELD_HD Rows normals_of(std::int64_t tile, int f) const {
    return row_of(normals_, (std::size_t(tile) * most_fields<C>() + f) * n_);
  }
  WIDEFIELD_HD bool haar() const { return problem_.weights == WeightLaw::orthogonal; }
  WIDEFIELD_HD AdjointLaw law_of(int f) const {
    AdjointLaw law = law_;
    law.factor = factor_ + f * k_ * k_;
    law.known = known_ + f * k_ * n_;
    law.fresh = fresh_ + f * n_ * n_;
    return law;
  }

  /// L of the signals of a field.
  WIDEFIELD_HD void factorise(const At& at, int f, double* factor) const {
    const double* gram = Forward::signal_gram(at, f);
    for (int i = 0; i < k_ * k_; ++i)
      factor[i] = gram[i];
    cholesky_lower(factor, k_, direction_tolerance);
  }

  /// From products of X, [k][n], to those of U.
  WIDEFIELD_HD void in_directions(const At& at, const AdjointLaw& law, const double* products,
                                  double* result) const {
    for (int i = 0; i < k_ * n_; ++i)
      result[i] = products[i] / ::sqrt(double(at.below));
    solve_lower(law.factor, k_, result, n_);
  }

  WIDEFIELD_HD void store(const At& at, int f, const AdjointLaw& law) const {
    for (int a = 0; a < n_; ++a)
      for (int i = 0; i < k_; ++i)
        coefficient_[(f * n_ + a) * k_ + i] =
            Real(law.known[i * n_ + a] / ::sqrt(double(at.below)));
    for (int i = 0; i < n_ * n_; ++i)
      mixing_[f * n_ * n_ + i] = Real(law.fresh[i]);
  }

  const Problem<C>& problem_;
  int k_, n_;
  double* known_;   // [field][k][n]
  double* fresh_;   // [field][n][n]
  double* factor_;  // [field][k][k]
  AdjointLaw law_;
  Real* coefficient_;  // [field][n][k]: A^T
  Real* mixing_;       // [field][n][n]: M
  Rows normals_;       // shared, [tile][field][input]: Z'
};

}  // namespace widefield::inline WIDEFIELD_ISA
