#pragma once
#include "kernels/engine/layered/layered_network.hpp"
#include "kernels/engine/spectrum/lanczos.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// Memory of products with a Jacobian: vectors of their own, one row per tile.
template <class Code, class Team>
class JacobianWorkspace {
 public:
  using Vector = TiledVector<Team>;

  WIDEFIELD_HD JacobianWorkspace(Team& team, const Problem<Code>& problem, std::int64_t neurons)
      : signals_(most_signals(problem)),
        units_(most_units(problem)),
        tiles_(std::size_t(tile_count(neurons))),
        rows_(team.rows(team.shared(), tiles_ * (signals_ + 2 * units_))),
        slopes_(team.rows(team.own(), neurons > 0 ? std::size_t(slope_rows(problem)) : 0)) {}

  WIDEFIELD_HD Vector signal(int u) const { return vector(u); }
  WIDEFIELD_HD Vector unit(int u) const { return vector(signals_ + u); }
  /// W^T times an adjoint of the field of unit u.
  WIDEFIELD_HD Vector pulled(int u) const { return vector(signals_ + units_ + u); }
  /// The slopes of one tile.
  WIDEFIELD_HD typename Team::Rows slopes() const { return slopes_; }

 private:
  WIDEFIELD_HD Vector vector(int number) const { return {row_of(rows_, number * tiles_), 1}; }

  int signals_, units_;
  std::size_t tiles_;
  typename Team::Rows rows_;
  typename Team::Rows slopes_;  // own
};

/// J = d x^L / d x^0 of the network that a LayeredForward has left in memory with all its layers,
/// for its first input: for an mlp J = D_L W_L ... D_1 W_1, D_l = diag(phi'(h^l)). Its products
/// meet the very matrices of the way up: `lazy` remembers them, `dense` draws them again. For cells
/// of one register that is not carried and of one stage (CellNumbers::has_square_jacobian).
template <class Code, class Team, class Matrices>
class NetworkJacobian {
 public:
  using S = typename Team::Scalar;
  using Real = typename Team::Real;
  using Rows = typename Team::Rows;
  using Vector = TiledVector<Team>;
  using Network = LayeredNetwork<Code, Team, Matrices>;

  WIDEFIELD_HD NetworkJacobian(const Network& network, const JacobianWorkspace<Code, Team>& work)
      : network_(network), work_(work) {}

  WIDEFIELD_HD std::int64_t inputs() const { return network_.problem.widths[0]; }
  WIDEFIELD_HD std::int64_t outputs() const { return network_.problem.widths[depth()]; }

  /// image = J v.
  WIDEFIELD_HD void apply(Team& team, Vector v, Vector image) {
    for (int layer = 1; layer <= depth(); ++layer)
      push(team, network_.at(layer, 0), layer == 1 ? v : image, image);
  }

  /// result = J^T d.
  WIDEFIELD_HD void apply_transposed(Team& team, Vector d, Vector result) {
    for (int layer = depth(); layer >= 1; --layer)
      pull(team, network_.at(layer, 0), layer == depth() ? d : result, result);
  }

 private:
  WIDEFIELD_HD int depth() const { return network_.problem.depth; }
  WIDEFIELD_HD Matrices& matrices() const { return network_.work.matrices; }

  /// From tangents of the registers below to those here.
  WIDEFIELD_HD void push(Team& team, const StageAt& at, Vector from, Vector to) {
    team.for_each_tile(at.below, [&](std::int64_t tile) { push_signals(team, at, tile, from); });
    for (int u = 0; u < at.units(); ++u)
      matrices().multiply(team, at, u, work_.signal(at.signal_of(u)), work_.unit(u));
    team.for_each_tile(at.walked, [&](std::int64_t tile) { push_update(team, at, tile, to); });
  }

  WIDEFIELD_HD void push_signals(Team& team, const StageAt& at, std::int64_t tile,
                                 Vector from) const {
    const Rows x = from.at(tile), slopes = work_.slopes();
    network_.signal_slopes(at, tile, slopes);
    for (int s = 0; s < at.signals(); ++s) {
      const Rows signal = work_.signal(s).at(tile);
      for (int j = 0; j < lane_neurons; ++j)
        signal(0, j) = S(Real(0)) + slopes(s, j) * x(0, j);
      clear_beyond(at.below, tile, team.lane(), signal, 1);
    }
  }

  WIDEFIELD_HD void push_update(Team& team, const StageAt& at, std::int64_t tile, Vector to) const {
    const Rows x = to.at(tile), slopes = work_.slopes();
    network_.update_slopes(at, tile, slopes);
    for (int j = 0; j < lane_neurons; ++j) {
      S sum(Real(0));
      for (int u = 0; u < at.units(); ++u)
        sum += slopes(at.field_of(u), j) * (scale(at, u) * work_.unit(u).at(tile)(0, j));
      x(0, j) = sum;
    }
    clear_beyond(at.walked, tile, team.lane(), x, 1);
  }

  /// From adjoints of the registers here to those below.
  WIDEFIELD_HD void pull(Team& team, const StageAt& at, Vector from, Vector to) {
    team.for_each_tile(at.walked, [&](std::int64_t tile) { pull_update(team, at, tile, from); });
    for (int u = 0; u < at.units(); ++u)
      matrices().multiply_transposed(team, at, u, work_.unit(u), work_.pulled(u));
    team.for_each_tile(at.below, [&](std::int64_t tile) { pull_signals(team, at, tile, to); });
  }

  WIDEFIELD_HD void pull_update(Team& team, const StageAt& at, std::int64_t tile,
                                Vector from) const {
    const Rows d = from.at(tile), slopes = work_.slopes();
    network_.update_slopes(at, tile, slopes);
    for (int u = 0; u < at.units(); ++u) {
      const Rows adjoint = work_.unit(u).at(tile);
      for (int j = 0; j < lane_neurons; ++j)
        adjoint(0, j) = scale(at, u) * (S(Real(0)) + slopes(at.field_of(u), j) * d(0, j));
      clear_beyond(at.walked, tile, team.lane(), adjoint, 1);
    }
  }

  WIDEFIELD_HD void pull_signals(Team& team, const StageAt& at, std::int64_t tile,
                                 Vector to) const {
    const Rows d = to.at(tile), slopes = work_.slopes();
    network_.signal_slopes(at, tile, slopes);
    for (int j = 0; j < lane_neurons; ++j) {
      S adjoint(Real(0));
      for (int u = 0; u < at.units(); ++u)
        adjoint += slopes(at.signal_of(u), j) * work_.pulled(u).at(tile)(0, j);
      d(0, j) = adjoint;
    }
    clear_beyond(at.below, tile, team.lane(), d, 1);
  }

  /// What the products of the matrices lack.
  WIDEFIELD_HD S scale(const StageAt& at, int u) const { return S(Real(matrices().scale(at, u))); }

  const Network& network_;
  const JacobianWorkspace<Code, Team>& work_;
};

}  // namespace widefield::inline WIDEFIELD_ISA
