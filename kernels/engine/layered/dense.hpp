#pragma once
#include "kernels/engine/matrices/drawn_matrices.hpp"
#include "kernels/engine/spectrum/spectral.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The weights themselves, drawn at their addresses inside the products: any law of independent
/// weights, Haar by reflections, fresh or tied, true back-propagation, all singular values. N^2
/// draws and N^2 k multiply-adds per matrix. What the other engines are tested against.
struct DenseEngine {
  static constexpr std::string_view name = "dense";
  template <Cell C>
  static constexpr bool runs = true;

  /// Products with independent weights are shared out tile by tile, reflections by the sums in
  /// them.
  static std::int64_t parts(const Task& task) {
    const bool reflections = task.weights == WeightLaw::orthogonal;
    return reflections ? chunk_count(task.widest()) : tile_count(task.widest());
  }

  template <Cell C, class Team>
  using Workspace = SpectralWorkspace<C, Team, DrawnMatrices<C, Team>, true>;

  template <Cell C, class Team>
  WIDEFIELD_HD static void run(Team& team, const Problem<C>& problem, std::uint32_t network,
                               double* record) {
    Workspace<C, Team>(team, problem).run(team, problem, network, record);
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
