#pragma once
#include "kernels/engine/layered/layered_engine.hpp"
#include "kernels/engine/matrices/fresh_adjoint.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// The registers of every neuron and no weights: given the signals below a stage, its fields are
/// drawn from their law (kernels/engine/matrices/fresh_matrices.hpp), and W^T D from its law given
/// those (kernels/engine/matrices/fresh_adjoint.hpp). Exact at every width for fresh Gaussian and
/// Haar matrices, with any cell; N k normals and N k^2 multiply-adds per matrix.
struct StateEngine : LayeredEngine<StateEngine> {
  static constexpr std::string_view name = "state";
  static constexpr std::string_view meaning =
      "every neuron is kept, weights never exist; back-propagation";
  static constexpr std::string_view why =
      "neurons are kept for what comes back to them, but no weights are drawn";
  static constexpr std::string_view citation = "lu2021";
  static Refusal refuse(const Request&);
  static void cost(const Request&, Plan&);

  template <class Code, class Team>
  using Workspace = LayeredEngineWorkspace<Code, Team, FreshAdjoint<Code, Team>>;
};

}  // namespace widefield::inline WIDEFIELD_ISA
