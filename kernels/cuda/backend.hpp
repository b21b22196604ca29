#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "kernels/engine/engine_call.hpp"
#include "widefield/simulate.hpp"

// What the CUDA backend offers, or the stand-in of a build without it.
namespace widefield::cuda {

/// As widefield::cuda_devices.
std::vector<Device> devices(std::string* reason);

/// Networks first, first + 1, ...: records [network][slots] on the first device. Throws RunError
/// where there is none.
void simulate(const EngineCall& call, std::uint64_t first, std::size_t slots,
              std::span<double> records);

}  // namespace widefield::cuda
