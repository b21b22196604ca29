#pragma once
#include "kernels/engine/tile/problem.hpp"
#include "kernels/random/normal.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// A random matrix with independent elements of mean 0 and variance 1, drawn wherever it is needed
/// and never stored: element (row, column) has the address of "neuron" `column` of "copy" `row`.
/// Uniform elements lie in (-sqrt 3, sqrt 3), Rademacher elements are +1 or -1.
struct UnitWeights {
  WeightLaw law;
  Stream stream;

  /// Columns 64 tile + 4 m + j, j = 0..3, of lane m.
  template <class S>
  WIDEFIELD_HD void operator()(std::int64_t row, std::int64_t tile, std::uint32_t lane,
                               S out[4]) const {
    const auto copy = static_cast<std::uint32_t>(row);
    const auto tile_number = static_cast<std::uint64_t>(tile);
    if (law == WeightLaw::gaussian) return normals(stream, copy, tile_number, lane, out);
    uniforms(stream, copy, tile_number, lane, out);
    const Real<S> width =
        3.4641016151377545871;  // sqrt(12): a uniform of width 1 has variance 1/12
    for (int j = 0; j < 4; ++j) {
      const S centred = out[j] - S(0.5f);
      out[j] = law == WeightLaw::uniform ? centred * S(width) : copysign(S(1.0f), centred);
    }
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
