#include <algorithm>

#include "kernels/catalog.hpp"
#include "kernels/cuda/cell.hpp"
#include "kernels/cuda/device.cuh"
#include "kernels/cuda/launch.cuh"
#include "kernels/cuda/team.cuh"
#include "kernels/engine/cell_code.hpp"
#include "kernels/engine/dispatch.hpp"

// Compiled once per cell (kernels/cuda/CMakeLists.txt): WIDEFIELD_CELL is its place in the catalog.
namespace widefield::cuda {
namespace {

/// The networks of one launch and the memory of its blocks.
struct Launch {
  std::uint32_t first, count;
  std::size_t slots;
  double* records;    // [count][slots]
  std::byte* shared;  // [blocks][shared_bytes]
  std::byte* own;     // [blocks][members][own_bytes], or null: on the chip
  std::size_t shared_bytes, own_bytes;
};

/// A block runs networks blockIdx.x, blockIdx.x + gridDim.x, ... from the first layer to the last.
template <class Engine, class Code, class T>
__global__ void __launch_bounds__(team_threads) run_networks(Problem<Code> problem, Launch launch) {
  std::byte* const own = launch.own == nullptr
                             ? memory_on_chip<Arena::alignment>()
                             : launch.own + blockIdx.x * team_members * launch.own_bytes;
  std::byte* const shared = launch.shared + blockIdx.x * launch.shared_bytes;
  for (std::uint32_t n = blockIdx.x; n < launch.count; n += gridDim.x) {
    T team(shared, own, launch.own_bytes);
    Engine::run(team, problem, launch.first + n, launch.records + n * launch.slots);
    __syncthreads();
  }
}

/// Bytes that one block needs: of the team, and of each member.
template <class Engine, class Code, class T>
Launch measure(const Problem<Code>& problem) {
  T measuring(nullptr, nullptr, 0);
  typename Engine::template Workspace<Code, T>(measuring, problem);
  Launch launch{};
  launch.shared_bytes = measuring.shared().used;
  launch.own_bytes = measuring.own().used;
  return launch;
}

int attribute(cudaDeviceAttr which) {
  int value = 0;
  check(cudaDeviceGetAttribute(&value, which, 0), "asking for a property of the device");
  return value;
}

/// Puts the members' memory on the chip where it fits; returns its bytes.
template <class Kernel>
std::size_t place_on_chip(Kernel kernel, std::size_t bytes) {
  if (bytes > std::size_t(attribute(cudaDevAttrMaxSharedMemoryPerBlockOptin))) return 0;
  check(cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, int(bytes)),
        "reserving memory on the chip");
  return bytes;
}

template <class Kernel>
unsigned blocks_that_fit(Kernel kernel, std::size_t on_chip) {
  int per_processor = 0;
  check(
      cudaOccupancyMaxActiveBlocksPerMultiprocessor(&per_processor, kernel, team_threads, on_chip),
      "asking how many blocks fit");
  return unsigned(std::max(1, per_processor) * attribute(cudaDevAttrMultiProcessorCount));
}

template <class Engine, class Code, class T>
void run(Problem<Code> problem, std::uint64_t first, std::size_t slots, std::span<double> records) {
  Launch launch = measure<Engine, Code, T>(problem);
  launch.first = std::uint32_t(first);
  launch.count = std::uint32_t(records.size() / slots);
  launch.slots = slots;

  const auto kernel = run_networks<Engine, Code, T>;
  const std::size_t own_bytes = team_members * launch.own_bytes;
  const std::size_t on_chip = place_on_chip(kernel, own_bytes);
  const unsigned blocks = std::min(launch.count, blocks_that_fit(kernel, on_chip));

  const int copies = problem.copies.count();
  const std::size_t layers = std::size_t(problem.depth) + 1;
  const DeviceBuffer<std::int64_t> widths(std::span(problem.widths, layers));
  const DeviceBuffer<std::int64_t> hidden(std::span(problem.hidden, layers));
  const DeviceBuffer<double> gram(std::span(problem.gram, std::size_t(copies) * copies));
  const DeviceBuffer<double> results(records.size());
  const DeviceBuffer<std::byte> shared(blocks * launch.shared_bytes);
  const DeviceBuffer<std::byte> own(on_chip == own_bytes ? 0 : blocks * own_bytes);
  problem.widths = widths.data();
  problem.hidden = hidden.data();
  problem.gram = gram.data();
  launch.records = results.data();
  launch.shared = shared.data();
  launch.own = own.data();

  cuda::launch({blocks, team_threads, on_chip}, kernel, problem, launch);
  check(cudaDeviceSynchronize(), "running the networks");
  results.copy_to(records);
}

}  // namespace

template <int cell>
void simulate_cell(const EngineCall& call, std::uint64_t first, std::size_t slots,
                   std::span<double> records) {
  using C = At<Cells, cell>;
  using Code = InlinedCell<C>;
  const Code code{*static_cast<const typename C::Parameters*>(call.parameters)};
  visit(Engines{}, call.engine, [&]<class Engine>() {
    with_precision<Engine, Code, BlockTeam>(call, [&]<class Team>() {
      run<Engine, Code, Team>(problem_of(call, code), first, slots, records);
    });
  });
}

template void simulate_cell<WIDEFIELD_CELL>(const EngineCall&, std::uint64_t, std::size_t,
                                            std::span<double>);

}  // namespace widefield::cuda
