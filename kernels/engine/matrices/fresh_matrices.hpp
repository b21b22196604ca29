#pragma once
#include "kernels/engine/layered/layer_memory.hpp"
#include "kernels/engine/tile/mix.hpp"
#include "kernels/engine/tile/sum_shape.hpp"
#include "kernels/linear_algebra/cholesky.hpp"
#include "kernels/linear_algebra/triangular.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The matrices of the engine `state` as they are met on the way up: never there, only what they do
/// to the copies. With X = sqrt(N) Q L^T, L L^T = X^T X / N, and fresh normals Z:
///
///   Gaussian weights: W Q = (sigma / sqrt N) Z, so a neuron has the fields h = sigma L z;
///   Haar weights:     W Q = sigma U, U = Z L_Z^{-T} with L_Z L_Z^T = Z^T Z, uniform among the
///                     orthonormal frames, so h = sigma sqrt(N) L L_Z^{-1} z.
///
/// The Gram matrices of the signals are kept for the way back.
template <Cell C, class Team>
class FreshMatrices {
 public:
  using S = typename Team::Scalar;
  using Real = typename Team::Real;
  using Rows = typename Team::Rows;
  using At = StageAt<C>;

  WIDEFIELD_HD FreshMatrices(Team& team, const Problem<C>& problem)
      : problem_(problem),
        k_(problem.copies.count()),
        gram_(team.shared().template take<double>(kept_fields(problem) * k_ * k_)),
        factor_(team.shared().template take<double>(std::size_t(most_fields<C>()) * k_ * k_)),
        frame_(team.shared().template take<double>(std::size_t(k_) * k_)),
        scratch_(team.shared().template take<double>(std::size_t(k_) * k_)),
        mixing_(team.shared().template take<Real>(std::size_t(most_fields<C>()) * k_ * k_)),
        sums_(team, SumShape{most_fields<C>() * k_, 0}, problem.widest()),
        rows_(team.rows(team.own(), std::size_t(most_fields<C>()) * k_)) {}

  /// Signals are met through their Gram matrix alone.
  WIDEFIELD_HD void keep_signals(const At&, std::int64_t, Rows) const {}

  /// By the leader. gram: x_a . x_b / N of every distinct signal of the stage, [signal][k][k].
  WIDEFIELD_HD void prepare(const At& at, const double* gram) {
    for (int f = 0; f < at.of.fields; ++f) {
      if (at.of.place[f] < 0) continue;
      double *factor = factor_ + f * k_ * k_, *kept = signal_gram(at, f);
      for (int i = 0; i < k_ * k_; ++i)
        factor[i] = kept[i] = gram[at.of.signal[f] * k_ * k_ + i];
      cholesky_lower(factor, k_, rank_tolerance(k_));
      for (int i = 0; i < k_ * k_; ++i) {
        factor[i] *= sigma(at, f);
        mixing_[f * k_ * k_ + i] = Real(factor[i]);
      }
    }
  }

  /// Haar weights: a first pass over the normals for L_Z. Where the layer narrows, the frame lives
  /// in the wider space below and its first rows are used.
  WIDEFIELD_HD void begin(Team& team, const At& at) {
    if (problem_.weights != WeightLaw::orthogonal) return;
    const std::int64_t widest = at.below > at.walked ? at.below : at.walked;
    team.accumulate(widest, sums_, [&](std::int64_t tile, auto& partial) {
      clear_rows(rows_, most_fields<C>() * k_);
      for (int f = 0; f < at.of.fields; ++f) {
        if (at.of.place[f] < 0) continue;
        const Rows rows = row_of(rows_, std::size_t(f) * k_);
        draw_rows(team, stream(at, f), tile, k_, rows);
        clear_beyond(frame_width(at, f), tile, team.lane(), rows, k_);
      }
      partial.gram(rows_);
    });
    for (int f = 0; team.leader() && f < at.of.fields; ++f)
      if (at.of.place[f] >= 0) mix_frame(f, ::sqrt(double(frame_width(at, f))));
    team.barrier();
  }

  /// The fields of one tile without their biases, [field][copy].
  WIDEFIELD_HD void fields(Team& team, const At& at, std::int64_t tile, Rows field) {
    for (int f = 0; f < at.of.fields; ++f) {
      const Rows rows = row_of(field, std::size_t(f) * k_);
      if (at.of.place[f] < 0) {
        clear_rows(rows, k_);
        continue;
      }
      draw_rows(team, stream(at, f), tile, k_, rows);
      mix(rows, mixing_ + f * k_ * k_, k_);
    }
  }

  // What the way back needs to know.

  /// X^T X / N of the signals that a field has met.
  WIDEFIELD_HD double* signal_gram(const At& at, int f) const {
    const int layer = keeps_layers(problem_) ? at.layer - 1 : 0;
    const int field = layer * fields_before<C>(C::stages) + fields_before<C>(at.stage) + f;
    return gram_ + std::size_t(field) * k_ * k_;
  }
  WIDEFIELD_HD double sigma(const At& at, int f) const {
    return ::sqrt(at.of.field[f].weight_variance);
  }
  /// The normals Z.
  WIDEFIELD_HD Stream stream(const At& at, int f) const {
    return {problem_.key, Purpose::weight, at.network, std::uint32_t(at.layer),
            std::uint32_t(at.of.field[f].matrix)};
  }

 private:
  WIDEFIELD_HD static std::int64_t frame_width(const At& at, int f) {
    return at.below > at.neurons(f) ? at.below : at.neurons(f);
  }
  WIDEFIELD_HD static std::size_t kept_fields(const Problem<C>& problem) {
    return std::size_t(keeps_layers(problem) ? problem.depth : 1) * fields_before<C>(C::stages);
  }
  /// sigma sqrt(N) L L_Z^{-1}.
  WIDEFIELD_HD void mix_frame(int f, double root_width) {
    for (int a = 0; a < k_; ++a)
      for (int b = 0; b < k_; ++b)
        scratch_[a * k_ + b] = sums_.total[sums_.shape.gram(f * k_ + a, f * k_ + b)];
    cholesky_lower(scratch_, k_, rank_tolerance(k_));
    invert_lower(scratch_, k_, frame_);
    multiply(factor_ + f * k_ * k_, frame_, k_, scratch_);
    for (int i = 0; i < k_ * k_; ++i)
      mixing_[f * k_ * k_ + i] = Real(root_width * scratch_[i]);
  }

  const Problem<C>& problem_;
  int k_;
  double* gram_;              // [layer][field][k][k]
  double* factor_;            // [field][k][k] sigma L of this stage
  double *frame_, *scratch_;  // [k][k]
  Real* mixing_;              // [field][k][k]
  typename Team::Sums sums_;
  Rows rows_;
};

}  // namespace widefield::inline WIDEFIELD_ISA
