#pragma once
#include "kernels/engine/tile/vectors.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// A matrix that is revealed along directions: Gaussian, of elements with variance 1, or Haar
/// distributed (square, orthogonal).
struct MatrixLaw {
  bool haar = false;
  std::int64_t inputs = 0, outputs = 0;
  Stream stream;  // of what it shows; the side is told by the attempt
};

/// The fresh normals of one tile that go with a direction, by its number in the order in which
/// directions are met: a pure function of (matrix, layer, side, number).
template <class Team>
WIDEFIELD_HD inline void draw_direction(const Team& team, const Stream& stream, int number,
                                        std::int64_t tile, std::int64_t neurons,
                                        typename Team::Rows row) {
  typename Team::Scalar z[lane_neurons];
  normals(stream, std::uint32_t(number), std::uint64_t(tile), team.lane(), z);
  for (int j = 0; j < lane_neurons; ++j)
    row(0, j) = z[j];
  clear_beyond(neurons, tile, team.lane(), row, 1);
}

}  // namespace widefield::inline WIDEFIELD_ISA
