#pragma once
#include "kernels/engine/matrices/drawn_matrices.hpp"
#include "kernels/engine/spectrum/spectral.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The weights themselves, drawn at their addresses inside the products: any law of independent
/// weights, Haar by reflections, fresh or tied, true back-propagation, all singular values. N^2
/// draws and N^2 k multiply-adds per matrix. What the other engines are tested against.
struct DenseEngine : LayeredEngine<DenseEngine> {
  static constexpr std::string_view name = "dense";
  static constexpr std::string_view meaning = "the weights themselves, drawn at their address";
  static constexpr std::string_view why = "nothing less than the weights themselves has this law";
  static constexpr std::string_view citation = "";
  static Refusal refuse(const Request&);
  static void cost(const Request&, Plan&);

  /// Products with independent weights are shared out tile by tile, reflections by the sums in
  /// them.
  static std::int64_t parts(const Task& task) {
    const bool reflections = task.weights == WeightLaw::orthogonal;
    return reflections ? chunk_count(task.widest()) : tile_count(task.widest());
  }

  template <class Code, class Team>
  using Workspace = SpectralWorkspace<Code, Team, DrawnMatrices<Code, Team>, true>;
};

}  // namespace widefield::inline WIDEFIELD_ISA
