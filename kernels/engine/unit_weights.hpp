#pragma once
#include "kernels/engine/problem.hpp"
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
  WIDEFIELD_HD void operator()(std::uint32_t row, std::int64_t tile, std::uint32_t lane,
                               S out[4]) const {
    if (law == WeightLaw::uniform) return uniform(row, tile, lane, out);
    if (law == WeightLaw::rademacher) return rademacher(row, tile, lane, out);
    normals(stream, row, std::uint64_t(tile), lane, out);
  }

 private:
  template <class S>
  WIDEFIELD_HD void uniform(std::uint32_t row, std::int64_t tile, std::uint32_t lane,
                            S out[4]) const {
    const double width = 3.4641016151377545871;  // sqrt(12): a uniform of width 1 has variance 1/12
    uniforms(stream, row, std::uint64_t(tile), lane, out);
    for (int j = 0; j < 4; ++j)
      out[j] = (out[j] - S(0.5)) * S(Real<S>(width));
  }

  template <class S>
  WIDEFIELD_HD void rademacher(std::uint32_t row, std::int64_t tile, std::uint32_t lane,
                               S out[4]) const {
    Word<S> word[4];
    words<S>(stream, row, std::uint64_t(tile), lane, word);
    for (int j = 0; j < 4; ++j)
      out[j] = copysign(S(1), convert<S>(convert<Signed<S>>(word[j])));
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
