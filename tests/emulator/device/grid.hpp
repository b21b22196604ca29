#pragma once
#include <deque>
#include <memory>
#include <random>
#include <vector>

#include "block.hpp"
#include "cuda_runtime.h"
#include "emulator/device.hpp"
#include "fiber.hpp"

namespace emulator {

/// A place on the device where one block after the other runs.
struct Residence : Block {
  std::vector<std::unique_ptr<Fiber>> fibers;
  std::unique_ptr<std::byte, void (*)(void*)> memory;  // on the chip
  std::size_t bytes;
  char followed = 0;  // what orders the blocks here

  Residence(unsigned count, std::size_t bytes_on_chip);
};

/// The blocks of one launch. As many as are resident run at the same time: whoever can go on is
/// run, one thread at a time, so that blocks may wait for one another too.
class Grid {
 public:
  Grid(const Kernel& kernel, const cudaLaunchConfig_t& shape, const Settings& settings);
  /// Failure where no thread can go on.
  void run();

 private:
  static void run_thread();
  void begin_block(Residence& residence);
  void step();
  Thread& take_ready();
  void put_in_order(std::size_t from);
  [[noreturn]] void report_deadlock() const;

  const Kernel& kernel_;
  unsigned blocks_;
  Order order_;
  std::mt19937_64 dice_;
  std::deque<Residence> residences_;
  std::vector<unsigned> waiting_blocks_;  // taken from the end
  std::vector<Thread*> ready_;            // a heap, where the order is not random
  unsigned running_blocks_ = 0;
  char launched_ = 0, finished_ = 0;
};

}  // namespace emulator
