#pragma once
#include <cuda_runtime.h>

#include <cstddef>
#include <utility>

#include "kernels/cuda/check.cuh"

// The two places where CUDA's own syntax is needed are here, so that all else is plain C++, which
// tests/emulator compiles for the processor.
namespace widefield::cuda {

/// Blocks, threads of each, and bytes that each has on the chip.
struct LaunchShape {
  unsigned blocks = 1, threads = 1;
  std::size_t on_chip = 0;
};

/// kernel<<<blocks, threads, on_chip>>>(arguments...). RunError where it cannot start.
template <class... Parameters, class... Arguments>
void launch(const LaunchShape& shape, void (*kernel)(Parameters...), Arguments&&... arguments) {
  cudaLaunchConfig_t config = {};
  config.gridDim = dim3(shape.blocks);
  config.blockDim = dim3(shape.threads);
  config.dynamicSmemBytes = shape.on_chip;
  check(cudaLaunchKernelEx(&config, kernel, std::forward<Arguments>(arguments)...),
        "starting a kernel");
}

/// The bytes on the chip that the block was started with.
template <int alignment>
__device__ inline std::byte* memory_on_chip() {
#if defined(WIDEFIELD_EMULATOR)
  return emulator::memory_on_chip();
#else
  extern __shared__ __align__(alignment) unsigned char memory[];
  return reinterpret_cast<std::byte*>(memory);
#endif
}

}  // namespace widefield::cuda
