#pragma once
#include "kernels/engine/layered/layer_memory.hpp"
#include "kernels/engine/tile/combine.hpp"
#include "kernels/engine/tile/sum_shape.hpp"
#include "kernels/linear_algebra/cholesky.hpp"
#include "kernels/linear_algebra/triangular.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The matrices of the engine `state` as they are met on the way up: never there, only what they do
/// to the copies. With X = sqrt(N) Q L^T, L L^T = X^T X / N, and fresh normals Z:
///
///   Gaussian weights: W Q = (sigma / sqrt N) Z, so a neuron has W X = sigma L z;
///   Haar weights:     W Q = sigma U, U = Z L_Z^{-T} with L_Z L_Z^T = Z^T Z, uniform among the
///                     orthonormal frames, so W X = sigma sqrt(N) L L_Z^{-1} z.
///
/// The Gram matrices of the signals are kept for the way back.
template <class Code, class Team>
class FreshMatrices {
 public:
  using S = typename Team::Scalar;
  using Real = typename Team::Real;
  using Rows = typename Team::Rows;

  WIDEFIELD_HD FreshMatrices(Team& team, const Problem<Code>& problem)
      : problem_(problem),
        k_(problem.copies.count()),
        gram_(team.shared().template take<double>(kept_units(problem) * k_ * k_)),
        factor_(team.shared().template take<double>(std::size_t(most_units(problem)) * k_ * k_)),
        frame_(team.shared().template take<double>(std::size_t(k_) * k_)),
        scratch_(team.shared().template take<double>(std::size_t(k_) * k_)),
        mixing_(team.shared().template take<Real>(std::size_t(most_units(problem)) * k_ * k_)),
        sums_(team, SumShape{most_units(problem) * k_, 0}, problem.widest()),
        rows_(team.rows(team.own(), std::size_t(most_units(problem)) * k_)) {}

  /// Signals are met through their Gram matrix alone.
  WIDEFIELD_HD void keep_signals(const StageAt&, std::int64_t, Rows) const {}

  /// By the leader. gram: x_a . x_b / N of every distinct signal of the stage, [signal][k][k].
  WIDEFIELD_HD void prepare(const StageAt& at, const double* gram) {
    for (int u = 0; u < at.units(); ++u) {
      if (!at.has_matrix(u)) continue;
      double *factor = factor_ + u * k_ * k_, *kept = signal_gram(at, u);
      for (int i = 0; i < k_ * k_; ++i)
        factor[i] = kept[i] = gram[at.signal_of(u) * k_ * k_ + i];
      cholesky_lower(factor, k_, rank_tolerance(k_));
      for (int i = 0; i < k_ * k_; ++i) {
        factor[i] *= sigma(at, u);
        mixing_[u * k_ * k_ + i] = Real(factor[i]);
      }
    }
  }

  /// Haar weights: a first pass over the normals for L_Z. Where the layer narrows, the frame lives
  /// in the wider space below and its first rows are used.
  WIDEFIELD_HD void begin(Team& team, const StageAt& at) {
    if (problem_.weights != WeightLaw::orthogonal) return;
    const std::int64_t widest = at.below > at.walked ? at.below : at.walked;
    team.accumulate(widest, sums_, [&](std::int64_t tile, auto& partial) {
      clear_rows(rows_, most_units(problem_) * k_);
      for (int u = 0; u < at.units(); ++u) {
        if (!at.has_matrix(u)) continue;
        const Rows rows = row_of(rows_, std::size_t(u) * k_);
        draw_rows(team, at.weights(problem_.key, u), tile, k_, rows);
        clear_beyond(frame_width(at, u), tile, team.lane(), rows, k_);
      }
      partial.gram(rows_);
    });
    for (int u = 0; team.leader() && u < at.units(); ++u)
      if (at.has_matrix(u)) mix_frame(u, ::sqrt(double(frame_width(at, u))));
    team.barrier();
  }

  /// What every matrix makes of its signal in one tile, [unit][copy].
  WIDEFIELD_HD void fields(Team& team, const StageAt& at, std::int64_t tile, Rows unit) {
    for (int u = 0; u < at.units(); ++u) {
      const Rows rows = row_of(unit, std::size_t(u) * k_);
      if (!at.has_matrix(u)) {
        clear_rows(rows, k_);
        continue;
      }
      draw_rows(team, at.weights(problem_.key, u), tile, k_, rows);
      correlate(rows, mixing_ + u * k_ * k_, k_);
    }
  }

  // What the way back needs to know.

  /// X^T X / N of the signals that a matrix has met.
  WIDEFIELD_HD double* signal_gram(const StageAt& at, int u) const {
    const CellNumbers of = problem_.cell.numbers();
    const int layer = keeps_layers(problem_) ? at.layer - 1 : 0;
    const int terms = layer * of.terms_before(of.stages) + of.terms_before(at.stage);
    return gram_ + (std::size_t(terms) * at.taps() + u) * k_ * k_;
  }
  WIDEFIELD_HD static double sigma(const StageAt& at, int u) {
    return ::sqrt(at.weight_variance(u));
  }

 private:
  WIDEFIELD_HD static std::int64_t frame_width(const StageAt& at, int u) {
    return at.below > at.outputs(u) ? at.below : at.outputs(u);
  }
  WIDEFIELD_HD static std::size_t kept_units(const Problem<Code>& problem) {
    const CellNumbers of = problem.cell.numbers();
    return std::size_t(keeps_layers(problem) ? problem.depth : 1) * of.terms_before(of.stages) *
           (problem.coupled() ? problem.coupling.taps : 1);
  }
  /// sigma sqrt(N) L L_Z^{-1}.
  WIDEFIELD_HD void mix_frame(int u, double root_width) {
    for (int a = 0; a < k_; ++a)
      for (int b = 0; b < k_; ++b)
        scratch_[a * k_ + b] = sums_.total[sums_.shape.gram(u * k_ + a, u * k_ + b)];
    cholesky_lower(scratch_, k_, rank_tolerance(k_));
    invert_lower(scratch_, k_, frame_);
    multiply(factor_ + u * k_ * k_, frame_, k_, scratch_);
    for (int i = 0; i < k_ * k_; ++i)
      mixing_[u * k_ * k_ + i] = Real(root_width * scratch_[i]);
  }

  const Problem<Code>& problem_;
  int k_;
  double* gram_;              // [layer][unit][k][k]
  double* factor_;            // [unit][k][k] sigma L of this stage
  double *frame_, *scratch_;  // [k][k]
  Real* mixing_;              // [unit][k][k]
  typename Team::Sums sums_;
  Rows rows_;
};

}  // namespace widefield::inline WIDEFIELD_ISA
