#pragma once
#include <cuda_runtime.h>

#include <string>

#include "widefield/error.hpp"

namespace widefield::cuda {

/// RunError with what CUDA says, unless `status` is success. Errors of CUDA stick to the process:
/// nothing that follows on the device can be trusted.
inline void check(cudaError_t status, const char* doing) {
  if (status == cudaSuccess) return;
  throw RunError(std::string("CUDA failed while ") + doing + ": " + cudaGetErrorString(status),
                 "run with --resume to go on, or with --backend cpu");
}

}  // namespace widefield::cuda
