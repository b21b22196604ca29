#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <source_location>

// What a kernel sees of the emulated device: where its thread stands, and what it can wait for.
namespace emulator {

struct Index {
  unsigned x = 0, y = 0, z = 0;
};

/// What a thread waits for, and where in the sources.
struct Wait {
  enum Kind { nothing, block, lanes, values } kind = nothing;  // values: of a shuffle
  unsigned mask = 0;
  std::source_location where = {};
};

struct Block;
class Fiber;

struct Thread {
  Index thread_index, block_index, block_size, grid_size;
  unsigned number = 0;  // in its block
  Block* block = nullptr;
  Fiber* fiber = nullptr;
  Wait wait = {};
  bool returned = false;
  // of a shuffle: what this thread brings and then takes, and of which lane of its warp
  static constexpr std::size_t value_bytes = 16;
  unsigned char value[value_bytes] = {};
  int source = 0;

  int lane() const { return int(number % 32); }
};

/// The thread that runs now; outside of kernels one whose indices are 0.
extern constinit thread_local Thread* running;

/// A variable that has another value in every thread: one index of the running one.
template <Index Thread::*which>
struct BuiltIn {
  template <unsigned Index::*axis>
  struct Axis {
    operator unsigned() const { return running->*which.*axis; }
  };
  Axis<&Index::x> x;
  Axis<&Index::y> y;
  Axis<&Index::z> z;

  constexpr BuiltIn() {}
};

/// Runs others until everybody has come who is waited for. Does nothing outside of kernels.
void wait_for(const Wait& what);

/// The bytes on the chip of the running block, poisoned at first.
std::byte* memory_on_chip();

template <class T>
T shuffle(unsigned mask, T x, int source, std::source_location where) {
  static_assert(sizeof(T) <= Thread::value_bytes);
  std::memcpy(running->value, &x, sizeof x);
  running->source = source;
  wait_for({Wait::values, mask, where});
  std::memcpy(&x, running->value, sizeof x);
  return x;
}

}  // namespace emulator
