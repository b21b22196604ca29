#pragma once
#include "kernels/engine/layered/layered_engine.hpp"
#include "kernels/engine/spectrum/full_spectrum.hpp"
#include "kernels/engine/spectrum/lanczos_spectrum.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// Stands for a spectrum that an engine, a cell or a precision does not have.
struct NoSpectrum {
  template <class Team, class Problem>
  WIDEFIELD_HD NoSpectrum(Team&, const Problem&) {}
};
template <bool has, class Spectrum>
using SpectrumIf = std::conditional_t<has, Spectrum, NoSpectrum>;

/// The whole network, layer by layer, back, and the spectrum of its Jacobian: its density by the
/// Lanczos process or, with `full` and in float64, every singular value.
template <class Code, class Team, class Matrices, bool full>
struct SpectralWorkspace {
  static constexpr bool has_lanczos = Code::may_have_square_jacobian;
  static constexpr bool has_full =
      full && Code::may_have_square_jacobian && sizeof(typename Team::Real) == sizeof(double);

  LayeredEngineWorkspace<Code, Team, Matrices> layers;
  SpectrumIf<has_lanczos, LanczosSpectrum<Code, Team, Matrices>> lanczos;
  SpectrumIf<has_full, FullSpectrum<Code, Team>> all;

  WIDEFIELD_HD SpectralWorkspace(Team& team, const Problem<Code>& problem)
      : layers(team, problem), lanczos(team, problem), all(team, problem) {}

  WIDEFIELD_HD void run(Team& team, const Problem<Code>& problem, std::uint32_t network,
                        double* record) {
    layers.run(team, problem, network, record);
    if (!problem.record.has(Primitive::jacobian_spectrum)) return;
    team.barrier();
    const auto kept = layers.network(team, problem, network);
    if constexpr (has_lanczos)
      if (!wants_full_spectrum(problem)) lanczos.run(team, kept, record);
    if constexpr (has_full)
      if (wants_full_spectrum(problem)) all.run(team, kept, record);
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
