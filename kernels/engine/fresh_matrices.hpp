#pragma once
#include "kernels/engine/adjoint_law.hpp"
#include "kernels/engine/layer_memory.hpp"
#include "kernels/engine/mix.hpp"
#include "kernels/engine/sum_shape.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The matrices of the engine `state`: never there, only what they do to the copies.
///
/// Forward. X = sqrt(N) Q L^T with L L^T = X^T X / N. Gaussian: W Q = (sigma / sqrt N) Z with fresh
/// normals Z, so every neuron's fields are h = sigma L z. Haar: W Q = sigma U with U uniform among
/// the orthonormal frames, U = Z L_Z^{-T} with L_Z L_Z^T = Z^T Z.
///
/// Backward, conditional on what the layer has shown [theory sheet, section 3]:
///   Gaussian: W^T D = Q (W Q)^T D + (sigma / sqrt N) (1 - Q Q^T) Z' R,   R^T R = D^T D,
///   Haar:     W^T D = sigma Q U^T D + sigma V R,   R^T R = D^T D - (U^T D)^T (U^T D),
/// with fresh normals Z', and V uniform among the frames orthogonal to Q. (W Q)^T D is made of the
/// same Z, drawn again, not of the fields: nothing is divided by a small pivot. In floating point Q
/// is orthonormal only to rounding times the condition of X, so both projections use the inverse of
/// its own Gram matrix: Gram-Schmidt once more.
template <Cell C, class Team>
class FreshMatrices {
 public:
  using S = typename Team::Scalar;
  using Real = typename Team::Real;
  using Rows = typename Team::Rows;
  using At = StageAt<C>;
  static constexpr bool stores_signals = false;

  WIDEFIELD_HD FreshMatrices(Team& team, const Problem<C>& problem)
      : problem_(problem),
        k_(problem.copies.count()),
        n_(problem.copies.inputs),
        basis_(doubles(team, kept_fields(), k_ * k_)),
        frame_(doubles(team, kept_fields(), k_ * k_)),
        mixing_(reals(team, k_ * k_)),
        known_(doubles(team, most_fields<C>(), k_ * n_)),
        fresh_(doubles(team, most_fields<C>(), n_ * n_)),
        coefficient_(reals(team, k_ * n_)),
        adjoint_mixing_(reals(team, n_ * n_)),
        scratch_{doubles(team, 1, k_ * k_), doubles(team, 1, k_ * k_), doubles(team, 1, k_ * k_)},
        frame_sums_(team, SumShape{most_fields<C>() * k_, 0}, problem.widest()),
        rows_(team.rows(team.own(), std::size_t(most_fields<C>()) * k_)) {}

  // ---- forward ----

  /// By the leader. gram: x_a . x_b / N of every distinct signal of the stage, [signal][k][k].
  WIDEFIELD_HD void prepare(const At& at, const double* gram) {
    for (int f = 0; f < at.of.fields; ++f) {
      double* factor = scratch_[0];
      for (int i = 0; i < k_ * k_; ++i)
        factor[i] = gram[at.of.signal[f] * k_ * k_ + i];
      cholesky_lower(factor, k_, rank_tolerance(k_));
      invert_lower(factor, k_, basis(at, f));
      const double sigma = ::sqrt(at.of.field[f].weight_variance);
      for (int i = 0; i < k_ * k_; ++i) {
        basis(at, f)[i] /= ::sqrt(double(at.below));
        mixing_[f * k_ * k_ + i] = Real(sigma * factor[i]);
      }
    }
  }

 private:
};

}  // namespace widefield::inline WIDEFIELD_ISA
