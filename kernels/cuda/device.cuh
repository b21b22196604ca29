#pragma once
#include <cuda_runtime.h>

#include <cstddef>
#include <memory>
#include <span>

#include "kernels/cuda/check.cuh"

namespace widefield::cuda {

struct DeviceFree {
  void operator()(void* memory) const { cudaFree(memory); }
};

/// An array on the device.
template <class T>
class DeviceBuffer {
 public:
  explicit DeviceBuffer(std::size_t size) : size_(size) {
    void* memory = nullptr;
    if (size > 0) check(cudaMalloc(&memory, size * sizeof(T)), "allocating device memory");
    memory_.reset(static_cast<T*>(memory));
  }
  explicit DeviceBuffer(std::span<const T> from) : DeviceBuffer(from.size()) {
    check(cudaMemcpy(data(), from.data(), from.size_bytes(), cudaMemcpyHostToDevice),
          "copying to the device");
  }

  T* data() const { return memory_.get(); }
  std::size_t size() const { return size_; }

  void copy_to(std::span<T> to) const {
    check(cudaMemcpy(to.data(), data(), to.size_bytes(), cudaMemcpyDeviceToHost),
          "copying from the device");
  }

 private:
  std::size_t size_;
  std::unique_ptr<T, DeviceFree> memory_;
};

}  // namespace widefield::cuda
