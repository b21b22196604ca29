#pragma once
#include "kernels/engine/matrices/lazy_matrices.hpp"
#include "kernels/engine/spectrum/spectral.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The registers of every neuron, and every matrix along the directions that it has met, from both
/// sides (kernels/engine/matrices/lazy_matrices.hpp). Exact at every width for Gaussian and Haar
/// matrices, fresh or tied, with any cell: forward, tangents, back-propagation through time. N
/// multiply-adds per direction met so far and product, so it pays while the directions are fewer
/// than neurons.
struct LazyEngine : LayeredEngine<LazyEngine> {
  static constexpr std::string_view name = "lazy";
  static constexpr std::string_view meaning =
      "matrices revealed along the directions they meet; tied weights";
  static constexpr std::string_view why =
      "a matrix that is met again is remembered along the directions that it has met";
  static constexpr std::string_view citation = "lu2021";
  static Refusal refuse(const Request&);
  static void cost(const Request&, Plan&);

  template <class Code, class Team>
  using Workspace = SpectralWorkspace<Code, Team, LazyMatrices<Code, Team>, false>;
};

}  // namespace widefield::inline WIDEFIELD_ISA
