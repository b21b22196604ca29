#pragma once
#include "kernels/engine/drawn_matrices.hpp"
#include "kernels/engine/full_spectrum.hpp"
#include "kernels/engine/state.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// No singular values: float32 cannot hold them, and not every cell has a square Jacobian.
struct NoSpectrum {
  template <class Team, class Task>
  WIDEFIELD_HD NoSpectrum(Team&, const Task&) {}
};

/// The whole network, layer by layer, back, and the singular values of its Jacobian.
template <Cell C, class Team>
struct DenseWorkspace {
  static constexpr bool has_spectrum =
      has_square_jacobian<C> && sizeof(typename Team::Real) == sizeof(double);
  using Spectrum =
      typename std::conditional_t<has_spectrum, std::type_identity<FullSpectrum<C, Team>>,
                                  std::type_identity<NoSpectrum>>::type;

  LayeredEngineWorkspace<C, Team, DrawnMatrices<C, Team>> layers;
  Spectrum spectrum;

  WIDEFIELD_HD DenseWorkspace(Team& team, const Problem<C>& problem)
      : layers(team, problem), spectrum(team, problem) {}

  WIDEFIELD_HD void run(Team& team, const Problem<C>& problem, std::uint32_t network,
                        double* record) {
    layers.run(team, problem, network, record);
    if constexpr (has_spectrum) {
      if (!wants_full_spectrum(problem)) return;
      team.barrier();
      using Forward = LayeredForward<C, Team, DrawnMatrices<C, Team>>;
      spectrum.run(team, Forward{team, problem, network, record, layers.forward}, record);
    }
  }
};

/// The weights themselves, drawn at their addresses inside the products: any law of independent
/// weights, Haar by reflections, fresh or tied, and true back-propagation. N^2 draws and N^2 k
/// multiply-adds per matrix. What the other engines are tested against.
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
  using Workspace = DenseWorkspace<C, Team>;

  template <Cell C, class Team>
  WIDEFIELD_HD static void run(Team& team, const Problem<C>& problem, std::uint32_t network,
                               double* record) {
    Workspace<C, Team>(team, problem).run(team, problem, network, record);
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
