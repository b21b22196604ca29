#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <new>

#include "cuda_runtime.h"
#include "emulator/device.hpp"
#include "grid.hpp"
#include "memory.hpp"
#include "statistics.hpp"

// The functions of the runtime. Several threads of the host may call them, each for a device of its
// own; kernels run on the thread that launches them.
namespace emulator {
namespace {

constexpr unsigned most_threads = 1024;
constexpr unsigned most_blocks = 0x7fffffff;
constexpr std::size_t most_arguments = 32764, usual_on_chip = 48 << 10;
// of a multiprocessor
constexpr std::size_t threads_of_processor = 2048, chip_of_processor = 228 << 10,
                      reserved_on_chip = 1 << 10, blocks_of_processor = 32;
// Arrays that are longer hold numbers, not addresses.
constexpr std::size_t most_looked_at = 4096;

struct Process {
  std::mutex mutex;
  Settings settings;
  Counts counts;
  Memory memory;
  std::map<const void*, std::size_t> most_on_chip;
  std::map<int, std::uint64_t> launches;
  std::map<Call, std::uint64_t> calls;
  std::map<int, bool> sleeps;
  cudaError_t sticky = cudaSuccess;
  std::string failure;
};

Process& process() {
  static Process of_this;
  return of_this;
}

thread_local int device_of_this_host = 0;
thread_local cudaError_t last_error = cudaSuccess;

cudaError_t remember(cudaError_t error) {
  if (error != cudaSuccess) last_error = error;
  return error;
}

/// Nothing works after a kernel has failed.
cudaError_t fail_for_good(const std::string& why) {
  process().sticky = cudaErrorLaunchFailure;
  process().failure = why;
  std::fprintf(stderr, "emulator: %s\n", why.c_str());
  return remember(cudaErrorLaunchFailure);
}

bool is_made_to_fail(Call call) {
  Process& p = process();
  return ++p.calls[call] == p.settings.fails_at && p.settings.fails == call;
}

cudaError_t check_shape(const Kernel& kernel, const cudaLaunchConfig_t& shape) {
  const dim3 blocks = shape.gridDim, threads = shape.blockDim;
  if (threads.x == 0 || threads.x > most_threads || blocks.x == 0 || blocks.x > most_blocks)
    return cudaErrorInvalidConfiguration;
  if (threads.y * threads.z * blocks.y * blocks.z != 1) {
    std::fputs("emulator: only launches of one dimension are emulated\n", stderr);
    return cudaErrorInvalidConfiguration;
  }
  const auto asked = process().most_on_chip.find(kernel.name);
  const std::size_t most = asked == process().most_on_chip.end()
                               ? usual_on_chip
                               : std::max(usual_on_chip, asked->second);
  if (shape.dynamicSmemBytes > most || kernel.argument_bytes > most_arguments)
    return cudaErrorInvalidValue;
  return cudaSuccess;
}

cudaError_t check_launch(const Kernel& kernel, const cudaLaunchConfig_t& shape) {
  Process& p = process();
  const std::lock_guard lock(p.mutex);
  if (p.sticky != cudaSuccess) return remember(p.sticky);
  if (is_made_to_fail(Call::launch)) return fail_for_good("this launch was made to fail");
  if (const cudaError_t wrong = check_shape(kernel, shape); wrong != cudaSuccess)
    return remember(wrong);
  const std::size_t at = find_address_of_host(kernel.arguments, kernel.argument_bytes, p.memory);
  if (at < kernel.argument_bytes)
    return fail_for_good("the arguments of a kernel point to memory of the host, at byte " +
                         std::to_string(at));
  ++p.counts.launches;
  ++p.launches[device_of_this_host];
  return cudaSuccess;
}

void add_statistics() {
  Counts& here = statistics();
  const std::lock_guard lock(process().mutex);
  Counts& all = process().counts;
  all.blocks += here.blocks;
  all.barriers += here.barriers;
  all.lane_barriers += here.lane_barriers;
  all.shuffles += here.shuffles;
  here = {};
}

}  // namespace

Counts& statistics() {
  static thread_local Counts of_this_host;
  return of_this_host;
}

void configure(const Settings& settings) {
  Process& p = process();
  const std::lock_guard lock(p.mutex);
  const std::size_t allocated = p.counts.allocated;
  p.settings = settings;
  p.counts = {};
  p.counts.allocated = p.counts.most_allocated = allocated;
  p.calls.clear();
  p.launches.clear();
  p.sleeps.clear();
  p.sticky = last_error = cudaSuccess;
  p.failure.clear();
}

bool finds_races() {
#if defined(WIDEFIELD_RACES)
  return true;
#else
  return false;
#endif
}

Counts counts() {
  const std::lock_guard lock(process().mutex);
  return process().counts;
}

std::uint64_t launches_of(int device) {
  const std::lock_guard lock(process().mutex);
  return process().launches[device];
}

std::string last_failure() {
  const std::lock_guard lock(process().mutex);
  return process().failure;
}

cudaError_t set_most_on_chip(const void* kernel, int bytes) {
  Process& p = process();
  const std::lock_guard lock(p.mutex);
  if (bytes < 0 || std::size_t(bytes) > p.settings.most_on_chip)
    return remember(cudaErrorInvalidValue);
  p.most_on_chip[kernel] = std::size_t(bytes);
  return cudaSuccess;
}

cudaError_t find_resident_blocks(int* blocks, int threads, std::size_t on_chip) {
  *blocks = int(std::min({threads_of_processor / std::size_t(threads),
                          chip_of_processor / (on_chip + reserved_on_chip), blocks_of_processor,
                          std::size_t(process().settings.blocks_per_processor)}));
  return cudaSuccess;
}

cudaError_t launch(const Kernel& kernel, const cudaLaunchConfig_t& shape) {
  if (const cudaError_t wrong = check_launch(kernel, shape); wrong != cudaSuccess) return wrong;
  try {
    Grid(kernel, shape, process().settings).run();
  } catch (const Failure& failure) {
    const std::lock_guard lock(process().mutex);
    return fail_for_good(failure.what());
  }
  add_statistics();
  return cudaSuccess;
}

}  // namespace emulator

using namespace emulator;

cudaError_t cudaGetDeviceCount(int* count) {
  const std::lock_guard lock(process().mutex);
  ++process().counts.lists_of_devices;
  *count = process().settings.devices;
  return *count > 0 ? cudaSuccess : remember(cudaErrorNoDevice);
}

cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int device) {
  std::snprintf(properties->name, sizeof properties->name, "emulated device %d", device);
  properties->totalGlobalMem = process().settings.memory;
  return cudaSuccess;
}

cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr which, int) {
  const Settings& settings = process().settings;
  *value =
      which == cudaDevAttrMultiProcessorCount ? settings.processors : int(settings.most_on_chip);
  return cudaSuccess;
}

cudaError_t cudaGetDevice(int* device) {
  *device = device_of_this_host;
  return cudaSuccess;
}

cudaError_t cudaSetDevice(int device) {
  const int devices = process().settings.devices;
  if (devices == 0) return remember(cudaErrorNoDevice);
  if (device < 0 || device >= devices) return remember(cudaErrorInvalidDevice);
  device_of_this_host = device;
  return cudaSuccess;
}

cudaError_t cudaSetDeviceFlags(unsigned flags) {
  const std::lock_guard lock(process().mutex);
  process().sleeps[device_of_this_host] = (flags & cudaDeviceScheduleBlockingSync) != 0;
  return cudaSuccess;
}

cudaError_t cudaMalloc(void** memory, std::size_t bytes) {
  Process& p = process();
  const std::lock_guard lock(p.mutex);
  *memory = nullptr;
  if (p.sticky != cudaSuccess) return remember(p.sticky);
  if (bytes == 0) return cudaSuccess;
  if (!is_made_to_fail(Call::allocate))
    *memory = p.memory.allocate(bytes, device_of_this_host, p.settings.memory);
  if (*memory == nullptr) return remember(cudaErrorMemoryAllocation);
  ++p.counts.allocations;
  p.counts.allocated += bytes;
  p.counts.most_allocated = std::max(p.counts.most_allocated, p.counts.allocated);
  return cudaSuccess;
}

cudaError_t cudaFree(void* memory) {
  Process& p = process();
  const std::lock_guard lock(p.mutex);
  if (memory == nullptr) return cudaSuccess;
  if (!p.memory.free(memory)) return remember(cudaErrorInvalidValue);
  p.counts.allocated = 0;
  for (int device = 0; device < p.settings.devices; ++device)
    p.counts.allocated += p.memory.used(device);
  return cudaSuccess;
}

cudaError_t cudaMemGetInfo(std::size_t* free, std::size_t* total) {
  Process& p = process();
  const std::lock_guard lock(p.mutex);
  *total = p.settings.memory;
  *free = *total - std::min(*total, p.memory.used(device_of_this_host));
  return cudaSuccess;
}

cudaError_t cudaMemcpy(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind) {
  Process& p = process();
  const std::lock_guard lock(p.mutex);
  if (p.sticky != cudaSuccess) return remember(p.sticky);
  if (bytes == 0) return cudaSuccess;
  if (is_made_to_fail(Call::copy)) return remember(cudaErrorInvalidValue);
  const bool up = kind == cudaMemcpyHostToDevice;
  const void *there = up ? to : from, *here = up ? from : to;
  if (!p.memory.holds(there, bytes) || p.memory.holds(here, 1))
    return remember(cudaErrorInvalidValue);
  if (up && bytes <= most_looked_at && find_address_of_host(from, bytes, p.memory) < bytes)
    return fail_for_good("what is copied to a device points to memory of the host");
  std::memcpy(to, from, bytes);
  ++p.counts.copies;
  if (!up) p.counts.bytes_to_host += bytes;
  return cudaSuccess;
}

cudaError_t cudaDeviceSynchronize() {
  Process& p = process();
  const std::lock_guard lock(p.mutex);
  if (!p.sleeps[device_of_this_host]) ++p.counts.spinning_waits;
  return p.sticky;
}

cudaError_t cudaGetLastError() {
  return std::exchange(last_error, cudaSuccess);
}

const char* cudaGetErrorString(cudaError_t error) {
  switch (error) {
    case cudaSuccess:
      return "no error";
    case cudaErrorInvalidValue:
      return "invalid argument";
    case cudaErrorMemoryAllocation:
      return "out of memory";
    case cudaErrorInvalidConfiguration:
      return "invalid configuration argument";
    case cudaErrorNoDevice:
      return "no CUDA-capable device is detected";
    case cudaErrorInvalidDevice:
      return "invalid device ordinal";
    case cudaErrorIllegalAddress:
      return "an illegal memory access was encountered";
    case cudaErrorLaunchFailure:
      return "unspecified launch failure";
  }
  return "unrecognized error code";
}
