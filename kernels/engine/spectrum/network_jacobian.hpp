#pragma once
#include "kernels/engine/layered/layered.hpp"
#include "kernels/engine/spectrum/lanczos.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// Memory of products with a Jacobian: vectors of their own, one row per tile.
template <Cell C, class Team>
class JacobianWorkspace {
 public:
  using Vector = TiledVector<Team>;

  WIDEFIELD_HD JacobianWorkspace(Team& team, const Problem<C>& problem, std::int64_t neurons)
      : signals_(most_signals(problem)),
        tiles_(std::size_t(tile_count(neurons))),
        rows_(team.rows(team.shared(), tiles_ * (signals_ + 2 * most_fields<C>()))) {}

  WIDEFIELD_HD Vector signal(int u) const { return vector(u); }
  WIDEFIELD_HD Vector field(int f) const { return vector(signals_ + f); }
  /// W^T times an adjoint of field f.
  WIDEFIELD_HD Vector pulled(int f) const { return vector(signals_ + most_fields<C>() + f); }

 private:
  WIDEFIELD_HD Vector vector(int number) const { return {row_of(rows_, number * tiles_), 1}; }

  int signals_;
  std::size_t tiles_;
  typename Team::Rows rows_;
};

/// J = d x^L / d x^0 of the network that a LayeredForward has left in memory with all its layers,
/// for its first input: for an mlp J = D_L W_L ... D_1 W_1, D_l = diag(phi'(h^l)). Its products
/// meet the very matrices of the way up: `lazy` remembers them, `dense` draws them again. For cells
/// of one register that is not carried and of one stage (has_square_jacobian).
template <Cell C, class Team, class Matrices>
class NetworkJacobian {
 public:
  using S = typename Team::Scalar;
  using Real = typename Team::Real;
  using Rows = typename Team::Rows;
  using Vector = TiledVector<Team>;
  using At = StageAt<C>;
  using Forward = LayeredForward<C, Team, Matrices>;

  static_assert(C::registers == 1 && C::stages == 1 && !C::carried);

  WIDEFIELD_HD NetworkJacobian(const Forward& forward, const JacobianWorkspace<C, Team>& work)
      : forward_(forward), work_(work) {}

  WIDEFIELD_HD std::int64_t inputs() const { return forward_.problem.widths[0]; }
  WIDEFIELD_HD std::int64_t outputs() const { return forward_.problem.widths[depth()]; }

  /// image = J v.
  WIDEFIELD_HD void apply(Team& team, Vector v, Vector image) {
    for (int layer = 1; layer <= depth(); ++layer)
      push(team, forward_.at(layer, 0), layer == 1 ? v : image, image);
  }

  /// result = J^T d.
  WIDEFIELD_HD void apply_transposed(Team& team, Vector d, Vector result) {
    for (int layer = depth(); layer >= 1; --layer)
      pull(team, forward_.at(layer, 0), layer == depth() ? d : result, result);
  }

 private:
  WIDEFIELD_HD int depth() const { return forward_.problem.depth; }
  WIDEFIELD_HD Matrices& matrices() const { return forward_.work.matrices; }
  WIDEFIELD_HD Rows entry(const At& at, std::int64_t tile) const {
    return forward_.work.memory.entry(at.layer, 0, tile);
  }

  /// From tangents of the registers below to those here.
  WIDEFIELD_HD void push(Team& team, const At& at, Vector from, Vector to) {
    team.for_each_tile(at.below, [&](std::int64_t tile) { push_signals(team, at, tile, from); });
    for (int f = 0; f < at.of.fields; ++f)
      matrices().multiply(team, at, f, work_.signal(at.of.signal[f]), work_.field(f));
    team.for_each_tile(at.walked, [&](std::int64_t tile) { push_update(team, at, tile, to); });
  }

  WIDEFIELD_HD void push_signals(Team& team, const At& at, std::int64_t tile, Vector from) const {
    const Rows x = from.at(tile);
    forward_.with_neurons(at, tile, [&](const auto& neurons) {
      for (int u = 0; u < at.of.signals; ++u)
        for (int j = 0; j < lane_neurons; ++j)
          work_.signal(u).at(tile)(0, j) =
              neurons.signal_gradient(entry(at, tile), 0, j, at.of.name[u]).push(&x(0, j));
    });
    for (int u = 0; u < at.of.signals; ++u)
      clear_beyond(at.below, tile, team.lane(), work_.signal(u).at(tile), 1);
  }

  WIDEFIELD_HD void push_update(Team& team, const At& at, std::int64_t tile, Vector to) const {
    const Rows x = to.at(tile);
    const Rows mixed = forward_.mixed(at, forward_.fields(at, tile));
    forward_.with_neurons(at, tile, [&](const auto& neurons) {
      for (int j = 0; j < lane_neurons; ++j) {
        S fields[C::fields(0)];
        for (int f = 0; f < C::fields(0); ++f)
          fields[f] = S(Real(matrices().scale(at, f))) * work_.field(f).at(tile)(0, j);
        neurons.update_jacobian(entry(at, tile), mixed, 0, j).push(&x(0, j), fields);
      }
    });
    clear_beyond(at.walked, tile, team.lane(), x, 1);
  }

  /// From adjoints of the registers here to those below.
  WIDEFIELD_HD void pull(Team& team, const At& at, Vector from, Vector to) {
    team.for_each_tile(at.walked, [&](std::int64_t tile) { pull_update(team, at, tile, from); });
    for (int f = 0; f < at.of.fields; ++f)
      matrices().multiply_transposed(team, at, f, work_.field(f), work_.pulled(f));
    team.for_each_tile(at.below, [&](std::int64_t tile) { pull_signals(team, at, tile, to); });
  }

  WIDEFIELD_HD void pull_update(Team& team, const At& at, std::int64_t tile, Vector from) const {
    const Rows d = from.at(tile);
    const Rows mixed = forward_.mixed(at, forward_.fields(at, tile));
    forward_.with_neurons(at, tile, [&](const auto& neurons) {
      for (int j = 0; j < lane_neurons; ++j) {
        S adjoint = d(0, j), fields[C::fields(0)];
        neurons.update_jacobian(entry(at, tile), mixed, 0, j).pull(&adjoint, fields);
        for (int f = 0; f < C::fields(0); ++f)
          work_.field(f).at(tile)(0, j) = S(Real(matrices().scale(at, f))) * fields[f];
      }
    });
    for (int f = 0; f < at.of.fields; ++f)
      clear_beyond(at.walked, tile, team.lane(), work_.field(f).at(tile), 1);
  }

  WIDEFIELD_HD void pull_signals(Team& team, const At& at, std::int64_t tile, Vector to) const {
    const Rows d = to.at(tile);
    forward_.with_neurons(at, tile, [&](const auto& neurons) {
      for (int j = 0; j < lane_neurons; ++j) {
        S adjoint(Real(0));
        for (int f = 0; f < at.of.fields; ++f)
          neurons.signal_gradient(entry(at, tile), 0, j, at.of.field[f].signal)
              .pull(work_.pulled(f).at(tile)(0, j), &adjoint);
        d(0, j) = adjoint;
      }
    });
    clear_beyond(at.below, tile, team.lane(), d, 1);
  }

  const Forward& forward_;
  const JacobianWorkspace<C, Team>& work_;
};

}  // namespace widefield::inline WIDEFIELD_ISA
