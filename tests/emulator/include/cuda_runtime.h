#pragma once
// A CUDA runtime whose devices are this processor: the part of the API that kernels/cuda uses. It
// is found instead of NVIDIA's header where this folder stands first among the include folders.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <tuple>
#include <utility>

#include "emulator/thread.hpp"

#define WIDEFIELD_EMULATOR
#define __host__
#define __device__
#define __global__
#define __launch_bounds__(...)

// ---- what a kernel sees

inline constexpr emulator::BuiltIn<&emulator::Thread::thread_index> threadIdx;
inline constexpr emulator::BuiltIn<&emulator::Thread::block_index> blockIdx;
inline constexpr emulator::BuiltIn<&emulator::Thread::block_size> blockDim;
inline constexpr emulator::BuiltIn<&emulator::Thread::grid_size> gridDim;

inline void __syncthreads(std::source_location where = std::source_location::current()) {
  emulator::wait_for({emulator::Wait::block, 0, where});
}
inline void __syncwarp(unsigned mask = 0xffffffffu,
                       std::source_location where = std::source_location::current()) {
  emulator::wait_for({emulator::Wait::lanes, mask, where});
}

// As on a device no memory is ordered by a shuffle.
template <class T>
T __shfl_sync(unsigned mask, T x, int source, int width = 32,
              std::source_location where = std::source_location::current()) {
  const int first = emulator::running->lane() / width * width;
  return emulator::shuffle(mask, x, first + source % width, where);
}
template <class T>
T __shfl_down_sync(unsigned mask, T x, unsigned by, int width = 32,
                   std::source_location where = std::source_location::current()) {
  const int lane = emulator::running->lane(), source = lane + int(by);
  const bool inside = source < lane / width * width + width;
  return emulator::shuffle(mask, x, inside ? source : lane, where);
}

// ---- the runtime

enum cudaError_t {
  cudaSuccess = 0,
  cudaErrorInvalidValue = 1,
  cudaErrorMemoryAllocation = 2,
  cudaErrorInvalidConfiguration = 9,
  cudaErrorNoDevice = 100,
  cudaErrorInvalidDevice = 101,
  cudaErrorIllegalAddress = 700,
  cudaErrorLaunchFailure = 719
};
enum cudaMemcpyKind { cudaMemcpyHostToDevice = 1, cudaMemcpyDeviceToHost = 2 };
enum cudaDeviceAttr {
  cudaDevAttrMultiProcessorCount = 16,
  cudaDevAttrMaxSharedMemoryPerBlockOptin = 97
};
enum cudaFuncAttribute { cudaFuncAttributeMaxDynamicSharedMemorySize = 8 };
inline constexpr unsigned cudaDeviceScheduleBlockingSync = 4;
using cudaStream_t = void*;

struct dim3 {
  unsigned x, y, z;
  constexpr dim3(unsigned x_ = 1, unsigned y_ = 1, unsigned z_ = 1) : x(x_), y(y_), z(z_) {}
};
struct cudaDeviceProp {
  char name[256];
  std::size_t totalGlobalMem;
};
struct cudaLaunchConfig_t {
  dim3 gridDim, blockDim;
  std::size_t dynamicSmemBytes;
  cudaStream_t stream;
  void* attrs;
  unsigned numAttrs;
};

cudaError_t cudaGetDeviceCount(int* count);
cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int device);
cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr which, int device);
cudaError_t cudaGetDevice(int* device);
cudaError_t cudaSetDevice(int device);
cudaError_t cudaSetDeviceFlags(unsigned flags);
cudaError_t cudaMalloc(void** memory, std::size_t bytes);
cudaError_t cudaFree(void* memory);
cudaError_t cudaMemGetInfo(std::size_t* free, std::size_t* total);
cudaError_t cudaMemcpy(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind);
cudaError_t cudaDeviceSynchronize();
cudaError_t cudaGetLastError();
const char* cudaGetErrorString(cudaError_t error);

namespace emulator {

/// A kernel as a thread runs it: from the top, with its own copy of the arguments.
struct Kernel {
  const void* name;
  const void* arguments;
  std::size_t argument_bytes;
  std::function<void()> body;
};
cudaError_t launch(const Kernel& kernel, const cudaLaunchConfig_t& shape);
cudaError_t set_most_on_chip(const void* kernel, int bytes);
cudaError_t find_resident_blocks(int* blocks, int threads, std::size_t on_chip);

}  // namespace emulator

template <class... P>
cudaError_t cudaFuncSetAttribute(void (*kernel)(P...), cudaFuncAttribute, int value) {
  return emulator::set_most_on_chip(reinterpret_cast<const void*>(kernel), value);
}
template <class... P>
cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessor(int* blocks, void (*)(P...), int threads,
                                                          std::size_t on_chip) {
  return emulator::find_resident_blocks(blocks, threads, on_chip);
}
template <class... P, class... A>
cudaError_t cudaLaunchKernelEx(const cudaLaunchConfig_t* shape, void (*kernel)(P...),
                               A&&... arguments) {
  std::tuple<P...> kept(std::forward<A>(arguments)...);
  std::apply([](auto&... argument) { (__builtin_clear_padding(&argument), ...); }, kept);
  return emulator::launch({reinterpret_cast<const void*>(kernel), &kept, sizeof kept,
                           [&] { std::apply(kernel, kept); }},
                          *shape);
}
