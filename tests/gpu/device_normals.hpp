#pragma once
#include <cstdint>
#include <vector>

namespace widefield {

/// The normals of `tiles` tiles of one copy of the weights of layer 3, network 5, computed on the
/// device; [tile][lane][4].
std::vector<float> device_normals(std::uint64_t seed, std::uint32_t copy, int tiles);

}  // namespace widefield
