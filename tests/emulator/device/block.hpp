#pragma once
#include <string>
#include <vector>

#include "emulator/thread.hpp"

namespace emulator {

/// What is written before a barrier is seen behind it. Two places take turns, so that who comes to
/// the next barrier early says nothing to who leaves this one late.
struct Ordered {
  char places[2] = {};
  unsigned generation = 0;

  char* place() { return &places[generation % 2]; }
};

/// Lanes of a warp that have met for one purpose under one mask.
struct Meeting {
  Wait::Kind kind = Wait::nothing;
  unsigned mask = 0, arrived = 0;
  Ordered ordered;
};

struct Warp {
  static constexpr int lanes = 32, most_meetings = 64;
  Meeting meetings[most_meetings];

  /// The same as last time for a kind and a mask.
  Meeting& meeting(Wait::Kind kind, unsigned mask);
};

/// A block while it is resident: its threads and whom they wait for. Threads write only what they
/// wait for; everything else is done by the host between them.
struct Block {
  std::vector<Thread> threads;
  std::vector<Warp> warps;
  unsigned waiting = 0, returned = 0;
  Ordered ordered;
  std::byte* on_chip = nullptr;

  explicit Block(unsigned count) : threads(count), warps((count + Warp::lanes - 1) / Warp::lanes) {}

  /// As a block that has not yet begun.
  void begin(Index block, Index blocks);
  /// A thread has left: says who can go on now.
  void settle(Thread& thread, std::vector<Thread*>& ready);
  bool has_ended() const { return returned == threads.size(); }
  /// Who waits where, one line per place.
  std::string who_waits_where() const;

 private:
  void open_barrier(std::vector<Thread*>& ready);
  void meet(Thread& thread, std::vector<Thread*>& ready);
  unsigned lanes_of(const Thread& thread) const;
};

}  // namespace emulator
