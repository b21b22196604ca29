#include "tests/gpu/device_normals.hpp"

#include "kernels/cuda/device.cuh"
#include "kernels/cuda/launch.cuh"
#include "kernels/random/normal.hpp"

namespace widefield {
namespace {

__global__ void draw(Stream stream, std::uint32_t copy, float* out) {
  float z[lane_neurons];
  normals<float>(stream, copy, blockIdx.x, threadIdx.x, z);
  for (int j = 0; j < lane_neurons; ++j)
    out[(blockIdx.x * tile_lanes + threadIdx.x) * lane_neurons + j] = z[j];
}

}  // namespace

std::vector<float> device_normals(std::uint64_t seed, std::uint32_t copy, int tiles) {
  const cuda::DeviceBuffer<float> numbers(std::size_t(tiles) * tile_neurons);
  cuda::launch({unsigned(tiles), tile_lanes}, draw, Stream{seed, Purpose::weight, 5, 3}, copy,
               numbers.data());
  std::vector<float> result(numbers.size());
  numbers.copy_to(result);
  return result;
}

}  // namespace widefield
