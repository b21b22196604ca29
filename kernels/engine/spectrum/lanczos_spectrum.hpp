#pragma once
#include "kernels/engine/spectrum/network_jacobian.hpp"
#include "kernels/engine/spectrum/spectrum_record.hpp"
#include "kernels/linear_algebra/tridiagonal.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The density of the squared singular values by stochastic Lanczos quadrature, one probe per
/// network [golub1969]: no matrix of N^2 numbers. Moments below twice the steps have no bias from
/// the quadrature; features finer than the edge over the number of steps, and near zero finer than
/// (pi / 2 steps)^2 of it, are not resolved.
template <class Code, class Team, class Matrices>
struct LanczosSpectrum {
  int steps;
  JacobianWorkspace<Code, Team> vectors;
  Lanczos<Team> lanczos;
  double *node, *beside, *weight;

  WIDEFIELD_HD LanczosSpectrum(Team& team, const Problem<Code>& problem)
      : steps(lanczos_steps(problem)),
        vectors(team, problem, steps > 0 ? problem.widest() : 0),
        lanczos(team, steps, steps > 0 ? problem.widest() : 0),
        node(team.shared().template take<double>(std::size_t(steps))),
        beside(team.shared().template take<double>(std::size_t(steps))),
        weight(team.shared().template take<double>(std::size_t(steps))) {}

  /// Of a network that LayeredForward has left in memory, for its first input.
  WIDEFIELD_HD void run(Team& team, const LayeredNetwork<Code, Team, Matrices>& network,
                        double* record) {
    NetworkJacobian<Code, Team, Matrices> jacobian(network, vectors);
    const Stream probe{network.problem.key, Purpose::probe, network.number, 0};
    lanczos.run(team, probe, jacobian, node, beside);
    if (team.leader()) record_rule(network.problem, record);
    team.barrier();
  }

 private:
  /// Nodes this small beside the largest are rounding.
  static constexpr double zero = sizeof(typename Team::Real) == sizeof(double) ? 0x1p-44 : 0x1p-20;

  WIDEFIELD_HD void record_rule(const Task& task, double* record) const {
    const bool exhausted = !(beside[steps - 1] > 0);
    solve({node, beside, weight, steps});
    int first = 0;
    while (first < steps && !(node[first] > zero * node[steps - 1]))
      ++first;
    for (int i = first; i < steps; ++i)
      node[i] = log(node[i]);
    record_spectrum(task, {node + first, weight + first, 0, steps - first, !exhausted}, record);
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
