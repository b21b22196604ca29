#pragma once
#include <concepts>

#include "kernels/engine/matrices/projector.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// A linear map J between the neurons of two layers of one network: both products are called by
/// every member of the team and complete for everybody when they return.
template <class J, class Team>
concept LinearMap = requires(J& map, Team& team, TiledVector<Team> vector) {
  { map.inputs() } -> std::same_as<std::int64_t>;   // neurons of v
  { map.outputs() } -> std::same_as<std::int64_t>;  // neurons of J v
  map.apply(team, vector, vector);                  // from v to J v
  map.apply_transposed(team, vector, vector);       // from d to J^T d
};

/// The Lanczos process on J^T J with full re-orthogonalisation [golub2013, section 10.1]: s steps
/// from a random probe v_1 give the symmetric tridiagonal T with
///
///   T_jj = alpha_j,   T_j,j+1 = beta_j,   V^T J^T J V = T,   |v_j| = 1,
///
/// whose eigenvalues and squared first components of eigenvectors are the nodes and weights of
/// Gauss quadrature for the density of the squared singular values of J seen by the probe: the
/// moments up to 2 s - 1 of one probe are exact. The mean over networks, one probe each, has no
/// bias; the probe's own fluctuations are of the order N^{-1/2}.
///
/// Where the Krylov space is exhausted after r < s steps, beta_r is 0 and so is all that follows.
template <class Team>
class Lanczos {
 public:
  using Rows = typename Team::Rows;
  using Real = typename Team::Real;

  /// For maps of at most `most_neurons` neurons on either side.
  WIDEFIELD_HD Lanczos(Team& team, int steps, std::int64_t most_neurons)
      : steps_(steps),
        basis_(team, steps, most_neurons),
        work_(team, 2, most_neurons),
        projector_(team, steps, most_neurons) {}

  /// alpha, beta: [steps], written by the leader. beta_s is the norm of what is left over.
  template <LinearMap<Team> Map>
  WIDEFIELD_HD void run(Team& team, const Stream& probe, Map& jacobian, double* alpha,
                        double* beta) {
    start(team, probe, jacobian.inputs());
    bool exhausted = false;
    double largest = 0;
    for (int step = 0; step < steps_; ++step) {
      const Coefficients found = exhausted ? Coefficients{} : advance(team, jacobian, step);
      largest = found.alpha > largest ? found.alpha : largest;
      exhausted |= !(found.beta > tolerance() * largest);
      if (!team.leader()) continue;
      alpha[step] = found.alpha;
      beta[step] = exhausted ? 0 : found.beta;
    }
  }

 private:
  struct Coefficients {
    double alpha = 0, beta = 0;
  };

  /// Below this a remainder is rounding.
  WIDEFIELD_HD static double tolerance() { return by_precision<Real>(0x1p-20f, 0x1p-44); }

  /// v_1 = z / |z|, z standard normals.
  WIDEFIELD_HD void start(Team& team, const Stream& probe, std::int64_t neurons) {
    const TiledVector<Team> first = basis_.vector(0);
    projector_.products(team, {basis_, 0}, neurons, [&](std::int64_t tile) {
      const Rows row = first.at(tile);
      draw_rows(team, probe, tile, 1, row);
      clear_beyond(neurons, tile, team.lane(), row, 1);
      return row;
    });
    normalise(team, neurons, first, projector_.square({basis_, 0}));
  }

  /// J^T J v_j = beta_{j-1} v_{j-1} + alpha_j v_j + beta_j v_{j+1}.
  template <class Map>
  WIDEFIELD_HD Coefficients advance(Team& team, Map& jacobian, int step) {
    const TiledVector<Team> image = work_.vector(0), next = work_.vector(1);
    jacobian.apply(team, basis_.vector(step), image);
    jacobian.apply_transposed(team, image, next);
    const Projected length =
        projector_.orthogonalise(team, {basis_, step + 1}, jacobian.inputs(), next, next);
    const Coefficients found{projector_.coefficients()[step], ::sqrt(length.after)};
    if (step + 1 < steps_) {
      const TiledVector<Team> kept = basis_.vector(step + 1);
      team.for_each_tile(jacobian.inputs(),
                         [&](std::int64_t tile) { copy_rows(next.at(tile), 1, kept.at(tile)); });
      normalise(team, jacobian.inputs(), kept, length.after);
    }
    return found;
  }

  WIDEFIELD_HD static void normalise(Team& team, std::int64_t neurons, TiledVector<Team> x,
                                     double square) {
    const Real factor = square > 0 ? Real(1 / ::sqrt(square)) : Real(0);
    team.for_each_tile(neurons, [&](std::int64_t tile) { scale_rows(x.at(tile), 1, factor); });
  }

  int steps_;
  VectorList<Team> basis_;  // v_1 ... v_s
  VectorList<Team> work_;   // J v and J^T J v
  Projector<Team> projector_;
};

}  // namespace widefield::inline WIDEFIELD_ISA
