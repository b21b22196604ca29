#pragma once
#include <cstdint>
#include <span>

#include "kernels/engine/engine_call.hpp"

namespace widefield::cuda {

/// Networks of the cell at a position of the catalog, as `simulate` in kernels/cuda/backend.hpp;
/// one object each (kernels/cuda/engines.cu).
template <int cell>
void simulate_cell(const EngineCall& call, std::uint64_t first, std::size_t slots,
                   std::span<double> records);

}  // namespace widefield::cuda
