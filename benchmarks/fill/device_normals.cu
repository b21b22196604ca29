#include "benchmarks/fill/device_normals.hpp"

#include "kernels/cuda/device.cuh"
#include "kernels/random/normal.hpp"

namespace widefield {
namespace {

constexpr unsigned threads = 256, blocks = 132 * 8;  // fills a device of 132 multiprocessors

__global__ void __launch_bounds__(threads)
    sum_normals(Stream stream, std::uint64_t tiles, float* out) {
  const std::uint64_t lane = blockIdx.x * std::uint64_t(threads) + threadIdx.x;
  const std::uint64_t stride = std::uint64_t(gridDim.x) * threads / tile_lanes;
  float sum = 0;
  for (std::uint64_t tile = lane / tile_lanes; tile < tiles; tile += stride) {
    float z[lane_neurons];
    normals<float>(stream, 0, tile, std::uint32_t(lane % tile_lanes), z);
    for (int j = 0; j < lane_neurons; ++j)
      sum += z[j];
  }
  out[lane] = sum;
}

}  // namespace

double device_normals_seconds(std::uint64_t seed, std::uint64_t tiles) {
  const cuda::DeviceBuffer<float> sums(std::size_t(blocks) * threads);
  const Stream stream{seed, Purpose::weight, 0, 1};
  cudaEvent_t start, stop;
  cuda::check(cudaEventCreate(&start), "making a clock");
  cuda::check(cudaEventCreate(&stop), "making a clock");
  float milliseconds = 0;
  for (int run = 0; run < 2; ++run) {
    cuda::check(cudaEventRecord(start), "starting the clock");
    sum_normals<<<blocks, threads>>>(stream, tiles, sums.data());
    cuda::check(cudaEventRecord(stop), "stopping the clock");
    cuda::check(cudaEventSynchronize(stop), "drawing normals");
    cuda::check(cudaEventElapsedTime(&milliseconds, start, stop), "reading the clock");
  }
  cuda::check(cudaEventDestroy(start), "dropping a clock");
  cuda::check(cudaEventDestroy(stop), "dropping a clock");
  return milliseconds / 1000.0;
}

}  // namespace widefield
