#include "kernels/catalog.hpp"
#include "kernels/cuda/backend.hpp"
#include "kernels/cuda/cell.hpp"
#include "kernels/cuda/device.cuh"

namespace widefield::cuda {

std::vector<Device> devices(std::string* reason) {
  int count = 0;
  const cudaError_t status = cudaGetDeviceCount(&count);
  if (status != cudaSuccess || count == 0) {
    const char* why = status == cudaSuccess ? "no device" : cudaGetErrorString(status);
    if (reason)
      *reason = std::string("no CUDA device can be used: ") + why +
                "; install the NVIDIA driver of the device";
    return {};
  }
  std::vector<Device> found;
  for (int i = 0; i < count; ++i) {
    cudaDeviceProp properties;
    check(cudaGetDeviceProperties(&properties, i), "asking for the name of the device");
    found.push_back({properties.name, std::int64_t(properties.totalGlobalMem)});
  }
  return found;
}

template <int... cell>
static void simulate_one_of(std::integer_sequence<int, cell...>, const EngineCall& call,
                            std::uint64_t first, std::size_t slots, std::span<double> records) {
  ((call.cell == cell ? simulate_cell<cell>(call, first, slots, records) : void()), ...);
}

void simulate(const EngineCall& call, std::uint64_t first, std::size_t slots,
              std::span<double> records) {
  std::string reason;
  if (devices(&reason).empty()) throw RunError(reason, "or set run.backend = \"cpu\"");
  simulate_one_of(std::make_integer_sequence<int, Cells::size>(), call, first, slots, records);
}

}  // namespace widefield::cuda
