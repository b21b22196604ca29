#pragma once
#include "kernels/cuda/launch.cuh"

// Kernels that are right, and the same with one fault each. All read in[i] and write out[i], one
// number per thread.
namespace emulator::planted {

enum class Fault { none, missing_barrier, neighbour };

/// The sum of a block, in every thread of it.
template <Fault fault>
void sum_of_block(const int* in, int* out) {
  int* const sums = reinterpret_cast<int*>(widefield::cuda::memory_on_chip<128>());
  const unsigned i = threadIdx.x, at = blockIdx.x * blockDim.x + i;
  const unsigned written = fault == Fault::neighbour ? i + 1 : i;
  sums[i] = 0;
  __syncthreads();
  sums[written] += in[at];
  for (unsigned step = blockDim.x / 2; step > 0; step /= 2) {
    if (fault != Fault::missing_barrier) __syncthreads();
    if (i < step) sums[i] += sums[i + step];
  }
  __syncthreads();
  out[at] = sums[0];
}

/// The same over the lanes of half a warp, in global memory.
template <Fault fault>
void turn_lanes(const int* in, int* out) {
  const unsigned i = threadIdx.x, half = 0xffffu << (i & 16);
  const unsigned written = fault == Fault::neighbour ? i / 2 * 2 : i;
  out[written] = in[i];
  if (fault != Fault::missing_barrier) __syncwarp(half);
  const int next = out[i / 16 * 16 + (i + 1) % 16];
  __syncwarp(half);
  out[i] = next;
}

/// Sums by shuffles within sixteen lanes.
inline void fold_lanes(const int* in, int* out) {
  const unsigned half = 0xffffu << (threadIdx.x & 16);
  int x = in[threadIdx.x];
  for (unsigned step = 8; step > 0; step /= 2)
    x += __shfl_down_sync(half, x, step, 16);
  out[threadIdx.x] = __shfl_sync(half, x, 0, 16);
}

inline void some_wait_for_all(const int*, int*) {
  if (threadIdx.x < 7)
    __syncthreads();
  else
    __syncwarp();
}
inline void a_lane_returns(const int*, int*) {
  if (threadIdx.x == 3) return;
  __syncwarp();
}
inline void asks_outside(const int*, int* out) {
  out[threadIdx.x] = __shfl_sync(0xffffu << (threadIdx.x & 16), 1, 0, 32);
}
inline void reads_unwritten(const int*, int* out) {
  out[threadIdx.x] = reinterpret_cast<int*>(widefield::cuda::memory_on_chip<128>())[threadIdx.x];
}
/// Block b waits until block b + 1 has written: the last one goes first.
inline void waits_for_next_block(const int*, int* out) {
  volatile int* const shared = out;
  const unsigned i = blockIdx.x;
  while (i + 1 < gridDim.x && shared[i + 1] != int(i) + 1)
    __syncthreads();
  shared[i] = int(i);
}

}  // namespace emulator::planted
