#pragma once
#include <stdexcept>

#include "emulator/device.hpp"

namespace emulator {

/// What ends a kernel as cudaErrorLaunchFailure.
struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What is counted while kernels run on this thread of the host; it is added to that of the process
/// when a launch ends.
Counts& statistics();

}  // namespace emulator
