#pragma once
#include "kernels/engine/matrices/lazy_matrices.hpp"
#include "kernels/engine/spectrum/spectral.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The registers of every neuron, and every matrix along the directions that it has met, from both
/// sides (kernels/engine/matrices/lazy_matrices.hpp). Exact at every width for Gaussian and Haar
/// matrices, fresh or tied, with any cell: forward, tangents, back-propagation through time. N
/// multiply-adds per direction met so far and product, so it pays while the directions are fewer
/// than neurons.
struct LazyEngine {
  static constexpr std::string_view name = "lazy";
  template <Cell C>
  static constexpr bool runs = true;

  static std::int64_t parts(const Task& task) { return chunk_count(task.widest()); }

  template <Cell C, class Team>
  using Workspace = SpectralWorkspace<C, Team, LazyMatrices<C, Team>, false>;

  template <Cell C, class Team>
  WIDEFIELD_HD static void run(Team& team, const Problem<C>& problem, std::uint32_t network,
                               double* record) {
    Workspace<C, Team>(team, problem).run(team, problem, network, record);
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
