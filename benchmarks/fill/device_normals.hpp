#pragma once
#include <cstdint>

namespace widefield {

/// Seconds that the device takes for `tiles` tiles of normals of one copy, drawn in registers and
/// summed so that none can be left out. The second of two runs is timed.
double device_normals_seconds(std::uint64_t seed, std::uint64_t tiles);

}  // namespace widefield
