#pragma once
#include <cstdint>

namespace widefield {

/// A hash of the bits of everything numeric: words, normals, uniforms, and every activation with
/// its derivatives and differences, in float and double packs.
std::uint64_t hash_of_all_bits();

}  // namespace widefield
