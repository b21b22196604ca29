#pragma once
#include "kernels/engine/tile/combine.hpp"
#include "kernels/engine/tile/place.hpp"
#include "kernels/engine/tile/rows.hpp"
#include "kernels/linear_algebra/cholesky.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The external input of a network: in every layer a fresh Gaussian number for every neuron and
/// input, correlated over the inputs. Drawn wherever it is read; none where the cell reads none.
template <class Team>
class ExternalInput {
 public:
  using Real = typename Team::Real;
  using Rows = typename Team::Rows;

  template <class Code>
  WIDEFIELD_HD ExternalInput(Team& team, const Problem<Code>& problem)
      : n_(problem.cell.numbers().reads_input ? problem.copies.inputs : 0),
        scratch_(team.shared().template take<double>(std::size_t(n_) * n_)),
        factor_(team.shared().template take<Real>(std::size_t(n_) * n_)),
        rows_(team.rows(team.own(), std::size_t(n_))) {}

  WIDEFIELD_HD bool wanted() const { return n_ > 0; }

  /// By the leader, once: the factor of variance ((1 - c) 1 + c) over the inputs.
  WIDEFIELD_HD void start(const InputStream& law) {
    for (int a = 0; a < n_; ++a)
      for (int b = 0; b < n_; ++b)
        scratch_[a * n_ + b] = law.variance * (a == b ? 1 : law.correlation);
    if (n_ > 0) cholesky_lower(scratch_, n_, rank_tolerance(n_));
    for (int i = 0; i < n_ * n_; ++i)
      factor_[i] = Real(scratch_[i]);
  }

  /// Of the neurons of one tile, [input].
  WIDEFIELD_HD Rows draw(const Team& team, const TilePlace& place) const {
    if (n_ == 0) return rows_;
    draw_rows(
        team,
        Stream{place.task.key, Purpose::external, place.at.network, std::uint32_t(place.at.layer)},
        place.tile, n_, rows_);
    correlate(rows_, factor_, n_);
    return rows_;
  }

  /// As a signal: the values of all inputs, derivatives 0. signal: [copy].
  WIDEFIELD_HD void emit(const Team& team, const TilePlace& place, Rows signal) const {
    const Rows drawn = draw(team, place);
    for (int input = 0; input < n_; ++input)
      copy_rows(row_of(drawn, std::size_t(input)), 1,
                row_of(signal, std::size_t(place.copies().value(input))));
  }

 private:
  int n_;
  double* scratch_;  // [n][n]
  Real* factor_;     // [n][n]
  Rows rows_;        // own
};

}  // namespace widefield::inline WIDEFIELD_ISA
