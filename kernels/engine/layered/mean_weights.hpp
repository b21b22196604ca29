#pragma once
#include "kernels/engine/tile/rows.hpp"
#include "kernels/engine/tile/stage.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The part of the matrices that is not random: W = (m / N) 1 1^T + the rest. It adds the same
/// number to every neuron of a field, m times the mean of the signal, and on the way back to every
/// neuron of a signal, m / N times the sum of the adjoints. Nothing where no weight has a mean.
template <class Code, class Team>
class MeanWeights {
 public:
  using S = typename Team::Scalar;
  using Real = typename Team::Real;
  using Rows = typename Team::Rows;

  WIDEFIELD_HD MeanWeights(Team& team, const Problem<Code>& problem, int layers)
      : numbers_(problem.cell.numbers()),
        k_(problem.copies.count()),
        n_(problem.copies.inputs),
        wanted_(has_means(problem)),
        mean_(team.shared().template take<double>(wanted_ ? std::size_t(most_signals(problem)) * k_
                                                          : 0)),
        shift_(team.shared().template take<Real>(
            wanted_ ? std::size_t(layers) * numbers_.stages * numbers_.most_fields() * k_ : 0)),
        pulled_(team.shared().template take<Real>(wanted_ ? std::size_t(most_signals(problem)) * n_
                                                          : 0)) {}

  WIDEFIELD_HD bool wanted() const { return wanted_; }

  /// [signal][copy] the means of the signals over neurons, to be filled by the leader.
  WIDEFIELD_HD double* means() const { return mean_; }

  /// By the leader: what a stage adds to its fields, kept for the way back.
  WIDEFIELD_HD void prepare(const StageAt& at, int slot) {
    if (!wanted_) return;
    Real* shift = shift_of(at, slot);
    for (int i = 0; i < at.fields * k_; ++i)
      shift[i] = Real(0);
    for (int u = 0; u < at.units(); ++u)
      for (int copy = 0; copy < k_; ++copy)
        shift[at.field_of(u) * k_ + copy] +=
            Real(at.weight_mean(u) * mean_[at.signal_of(u) * k_ + copy]);
  }
  /// fields: [field][copy].
  WIDEFIELD_HD void add(const StageAt& at, int slot, Rows fields) const {
    if (!wanted_) return;
    const Real* shift = shift_of(at, slot);
    for (int row = 0; row < at.fields * k_; ++row)
      for (int j = 0; j < lane_neurons; ++j)
        fields(row, j) += S(shift[row]);
  }

  /// By the leader. sums: [field][input] of the adjoints over neurons.
  WIDEFIELD_HD void prepare_adjoint(const StageAt& at, const double* sums) {
    if (!wanted_) return;
    for (int i = 0; i < at.signals() * n_; ++i)
      pulled_[i] = Real(0);
    for (int u = 0; u < at.units(); ++u)
      for (int a = 0; a < n_; ++a)
        pulled_[at.signal_of(u) * n_ + a] +=
            Real(at.weight_mean(u) / double(at.below) * sums[at.field_of(u) * n_ + a]);
  }
  /// adjoint: [signal][input].
  WIDEFIELD_HD void add_adjoint(const StageAt& at, Rows adjoint) const {
    if (!wanted_) return;
    for (int row = 0; row < at.signals() * n_; ++row)
      for (int j = 0; j < lane_neurons; ++j)
        adjoint(row, j) += S(pulled_[row]);
  }

 private:
  WIDEFIELD_HD Real* shift_of(const StageAt& at, int slot) const {
    return shift_ + std::size_t(slot * numbers_.stages + at.stage) * numbers_.most_fields() * k_;
  }

  CellNumbers numbers_;
  int k_, n_;
  bool wanted_;
  double* mean_;  // [signal][copy]
  Real* shift_;   // [layer kept][stage][field][copy]
  Real* pulled_;  // [signal][input]
};

}  // namespace widefield::inline WIDEFIELD_ISA
