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
template <class Code, class Team>
class FreshAdjoint : public FreshMatrices<Code, Team> {
  using Forward = FreshMatrices<Code, Team>;

 public:
  using S = typename Team::Scalar;
  using Real = typename Team::Real;
  using Rows = typename Team::Rows;
  static constexpr bool has_signal_side = true;

  WIDEFIELD_HD FreshAdjoint(Team& team, const Problem<Code>& problem)
      : Forward(team, problem),
        problem_(problem),
        k_(problem.copies.count()),
        n_(problem.copies.inputs),
        known_(take<double>(team, problem, k_ * n_)),
        fresh_(take<double>(team, problem, n_ * n_)),
        factor_(take<double>(team, problem, k_ * k_)),
        law_{k_,
             n_,
             nullptr,
             nullptr,
             team.shared().template take<double>(std::size_t(k_) * n_),
             nullptr,
             team.shared().template take<double>(std::size_t(n_) * n_),
             team.shared().template take<double>(std::size_t(k_) * k_)},
        coefficient_(take<Real>(team, problem, k_ * n_)),
        mixing_(take<Real>(team, problem, n_ * n_)),
        normals_(team.rows(team.shared(), stored_tiles(problem) * most_units(problem) * n_)),
        units_(most_units(problem)) {}

  /// D^T D of every field, and (W X)^T D of every unit.
  WIDEFIELD_HD SumShape field_shape(int fields, int units) const {
    return {fields * n_, 0, units, k_, n_};
  }
  /// X^T Z' of every unit; Z'^T Z' where Z' becomes a frame.
  WIDEFIELD_HD SumShape signal_shape(int units) const {
    return {haar() ? units * n_ : 0, 0, units, k_, n_};
  }

  WIDEFIELD_HD void begin_adjoint(Team&, const StageAt&) const {}

  /// First sum, over the neurons of the fields: of the units [unit][copy] with the adjoints D of
  /// their fields, [field][input].
  template <class Partial>
  WIDEFIELD_HD void field_side(Team&, const StageAt& at, std::int64_t, Rows unit, Rows adjoint,
                               Partial& partial) const {
    partial.gram(adjoint);
    for (int u = 0; u < at.units(); ++u)
      if (at.pulls(u))
        partial.products(u, row_of(unit, std::size_t(u) * k_),
                         row_of(adjoint, std::size_t(at.field_of(u)) * n_));
  }

  /// By the leader: K and F of every unit.
  WIDEFIELD_HD void prepare_field_side(const StageAt& at, const SumShape& shape,
                                       const double* total) {
    for (int u = 0; u < at.units(); ++u) {
      if (!at.pulls(u)) continue;
      const AdjointLaw law = law_of(u);
      const int field = at.field_of(u);
      for (int a = 0; a < n_; ++a)
        for (int b = 0; b < n_; ++b)
          law.fresh[a * n_ + b] = total[shape.gram(field * n_ + a, field * n_ + b)];
      factorise(at, u, law.factor);
      in_directions(at, law, total + shape.product(u, 0, 0), law.known);
      if (haar())
        subtract_known(law, at.weight_variance(u));
      else
        cholesky_lower(law.fresh, n_, rank_tolerance(n_));
      const double scale = Forward::sigma(at, u) / (haar() ? 1 : ::sqrt(double(at.below)));
      for (int i = 0; i < n_ * n_; ++i)
        law.fresh[i] *= scale;
    }
  }

  /// Second sum, over the neurons of the signals [signal][copy]: with the fresh normals Z', which
  /// are kept for the adjoints.
  template <class Partial>
  WIDEFIELD_HD void signal_side(Team& team, const StageAt& at, std::int64_t tile, Rows signals,
                                Partial& partial) const {
    const Rows normals = normals_of(tile, 0);
    for (int u = 0; u < at.units(); ++u) {
      if (!at.pulls(u)) continue;
      Stream stream = at.weights(problem_.key, u);
      stream.attempt = from_above;
      draw_rows(team, stream, tile, n_, normals_of(tile, u));
      clear_beyond(at.below, tile, team.lane(), normals_of(tile, u), n_);
      partial.products(u, row_of(signals, std::size_t(at.signal_of(u)) * k_), normals_of(tile, u));
    }
    if (haar()) partial.gram(normals);
  }

  /// By the leader: A and M of every unit.
  WIDEFIELD_HD void prepare_adjoint(const StageAt& at, const SumShape& shape, const double* total) {
    for (int u = 0; u < at.units(); ++u) {
      if (!at.pulls(u)) continue;
      const AdjointLaw law = law_of(u);
      in_directions(at, law, total + shape.product(u, 0, 0), law.overlap);
      if (haar()) {
        for (int a = 0; a < n_; ++a)
          for (int b = 0; b < n_; ++b)
            law.normals[a * n_ + b] = total[shape.gram(u * n_ + a, u * n_ + b)];
        orthonormalise_fresh(law);
      }
      subtract_projection(law);
      solve_lower_transposed(law.factor, k_, law.known, n_);
      store(at, u, law);
    }
  }

  /// Adds the adjoints of the signals of one tile, [signal][input], from these, [signal][copy].
  WIDEFIELD_HD void add_adjoint(const StageAt& at, std::int64_t tile, Rows signals,
                                Rows result) const {
    for (int u = 0; u < at.units(); ++u) {
      if (!at.pulls(u)) continue;
      const Rows x = row_of(signals, std::size_t(at.signal_of(u)) * k_);
      const Rows sum = row_of(result, std::size_t(at.signal_of(u)) * n_);
      combine<true, S>({mixing_ + u * n_ * n_, n_, n_, true}, normals_of(tile, u), sum);
      combine<true, S>({coefficient_ + u * n_ * k_, n_, k_}, x, sum);
    }
  }

 private:
  /// The second set of normals of a matrix: the attempt tells it from the first.
  static constexpr std::uint32_t from_above = 1;

  /// Of the squares: half of the digits of a Real.
  static constexpr double direction_tolerance = sizeof(Real) == sizeof(float) ? 0x1p-24 : 0x1p-53;

  template <class Number>
  WIDEFIELD_HD static Number* take(Team& team, const Problem<Code>& problem, int size) {
    return team.shared().template take<Number>(std::size_t(most_units(problem)) * size);
  }
  WIDEFIELD_HD static std::size_t stored_tiles(const Problem<Code>& problem) {
    return keeps_layers(problem) ? std::size_t(tile_count(problem.widest())) : 0;
  }
  WIDEFIELD_HD Rows normals_of(std::int64_t tile, int u) const {
    return row_of(normals_, (std::size_t(tile) * units_ + u) * n_);
  }
  WIDEFIELD_HD bool haar() const { return problem_.weights == WeightLaw::orthogonal; }
  WIDEFIELD_HD AdjointLaw law_of(int u) const {
    AdjointLaw law = law_;
    law.factor = factor_ + u * k_ * k_;
    law.known = known_ + u * k_ * n_;
    law.fresh = fresh_ + u * n_ * n_;
    return law;
  }

  /// L of the signals of a unit.
  WIDEFIELD_HD void factorise(const StageAt& at, int u, double* factor) const {
    const double* gram = Forward::signal_gram(at, u);
    for (int i = 0; i < k_ * k_; ++i)
      factor[i] = gram[i];
    cholesky_lower(factor, k_, direction_tolerance);
  }

  /// From products of X, [k][n], to those of U.
  WIDEFIELD_HD void in_directions(const StageAt& at, const AdjointLaw& law, const double* products,
                                  double* result) const {
    for (int i = 0; i < k_ * n_; ++i)
      result[i] = products[i] / ::sqrt(double(at.below));
    solve_lower(law.factor, k_, result, n_);
  }

  WIDEFIELD_HD void store(const StageAt& at, int u, const AdjointLaw& law) const {
    for (int a = 0; a < n_; ++a)
      for (int i = 0; i < k_; ++i)
        coefficient_[(u * n_ + a) * k_ + i] =
            Real(law.known[i * n_ + a] / ::sqrt(double(at.below)));
    for (int i = 0; i < n_ * n_; ++i)
      mixing_[u * n_ * n_ + i] = Real(law.fresh[i]);
  }

  const Problem<Code>& problem_;
  int k_, n_;
  double* known_;   // [unit][k][n]
  double* fresh_;   // [unit][n][n]
  double* factor_;  // [unit][k][k]
  AdjointLaw law_;
  Real* coefficient_;  // [unit][n][k]: A^T
  Real* mixing_;       // [unit][n][n]: M
  Rows normals_;       // shared, [tile][unit][input]: Z'
  int units_;
};

}  // namespace widefield::inline WIDEFIELD_ISA
