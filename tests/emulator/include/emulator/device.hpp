#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

// What a test says to the emulated devices, and what they say to it.
namespace emulator {

/// In which order threads that can go on are run. What depends on it is a race.
enum class Order { forward, reverse, random };

/// Calls that can be made to fail.
enum class Call { allocate, copy, launch };

/// The devices of this process, all alike.
struct Settings {
  int devices = 1;
  std::size_t memory = std::size_t{4} << 30;  // bytes of each
  int processors = 3;
  int blocks_per_processor = 1;
  std::size_t most_on_chip = 227 << 10;  // bytes of a block that asks for more than 48 KB
  int resident_blocks = 2;               // blocks that are run at the same time, thread by thread
  Order order = Order::random;
  std::uint64_t seed = 1;  // of the random order
  // the call number `fails_at` (from 1) of its kind since configure() fails; 0: none
  Call fails = Call::allocate;
  std::uint64_t fails_at = 0;
};

/// Begins anew: nothing counted, no error that sticks.
void configure(const Settings& settings);

/// Whether the program was built to find races between threads of a device.
bool finds_races();

/// What has happened since configure().
struct Counts {
  std::uint64_t launches = 0, blocks = 0, barriers = 0, lane_barriers = 0, shuffles = 0;
  std::uint64_t allocations = 0, copies = 0, bytes_to_host = 0, lists_of_devices = 0;
  std::uint64_t spinning_waits = 0;  // for a device that was not told to let its host sleep
  std::size_t allocated = 0, most_allocated = 0;  // bytes, now and at the most, of all devices
};
Counts counts();
/// Of one device.
std::uint64_t launches_of(int device);

/// What went wrong in the last kernel that failed: who waits where.
std::string last_failure();

}  // namespace emulator
