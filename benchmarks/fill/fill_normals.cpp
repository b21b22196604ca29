#include "benchmarks/fill/fill_normals.hpp"

#include "kernels/random/normal.hpp"

namespace widefield {

// Compiled once per instruction set, WIDEFIELD_FILL being the name of its function.
void WIDEFIELD_FILL(std::uint64_t seed, std::uint64_t tiles, float* out) {
  const Stream stream{seed, Purpose::weight, 0, 1};
  for (std::uint64_t tile = 0; tile < tiles; ++tile) {
    Pack<float> row[4];
    normals(stream, 0, tile, 0, row);
    for (int j = 0; j < 4; ++j)
      store(row[j], out + tile * tile_neurons + j * pack_lanes);
  }
}

}  // namespace widefield
