#pragma once
#include <cstdint>

namespace widefield {

/// Writes the first 64 tiles * normals of a stream, as an engine draws them; one function per
/// instruction set.
void fill_normals_v3(std::uint64_t seed, std::uint64_t tiles, float* out);
void fill_normals_v4(std::uint64_t seed, std::uint64_t tiles, float* out);

}  // namespace widefield
