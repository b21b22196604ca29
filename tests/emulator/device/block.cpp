#include "block.hpp"

#include <cstdio>
#include <cstdlib>
#include <map>

#include "statistics.hpp"

namespace emulator {
namespace {

unsigned bit(int lane) {
  return 1u << lane;
}

const char* name_of(Wait::Kind kind) {
  switch (kind) {
    case Wait::block:
      return "__syncthreads";
    case Wait::lanes:
      return "__syncwarp";
    case Wait::values:
      return "a shuffle";
    case Wait::nothing:
      break;
  }
  return "nothing";
}

std::string place_of(const Thread& thread) {
  if (thread.returned) return "has returned";
  const Wait& wait = thread.wait;
  char text[512];
  std::snprintf(text, sizeof text, "waits at %s in %s:%u", name_of(wait.kind),
                wait.where.file_name(), unsigned(wait.where.line()));
  std::string place = text;
  if (wait.kind == Wait::block) return place;
  std::snprintf(text, sizeof text, " with lanes %08x", wait.mask);
  return place + text;
}

/// "0-3 7", for numbers in rising order.
class Ranges {
 public:
  void add(unsigned number) {
    if (any_ && number == last_ + 1) {
      last_ = number;
      return;
    }
    flush();
    first_ = last_ = number, any_ = true;
  }
  std::string text() {
    flush();
    return text_;
  }

 private:
  void flush() {
    if (!any_) return;
    text_ += ' ' + std::to_string(first_);
    if (last_ > first_) text_ += '-' + std::to_string(last_);
  }

  bool any_ = false;
  unsigned first_ = 0, last_ = 0;
  std::string text_;
};

/// A lane takes what the lane it asked has brought; one that is not in the mask has nothing to
/// give, and what the lane keeps is then what it brought.
void exchange(Thread* warp, unsigned lanes) {
  unsigned char brought[Warp::lanes][Thread::value_bytes];
  for (int i = 0; i < Warp::lanes; ++i)
    if (lanes & bit(i)) std::memcpy(brought[i], warp[i].value, Thread::value_bytes);
  for (int i = 0; i < Warp::lanes; ++i)
    if (lanes & bit(i)) std::memcpy(warp[i].value, brought[warp[i].source], Thread::value_bytes);
}

}  // namespace

Meeting& Warp::meeting(Wait::Kind kind, unsigned mask) {
  for (Meeting& meeting : meetings) {
    if (meeting.kind == Wait::nothing) meeting.kind = kind, meeting.mask = mask;
    if (meeting.kind == kind && meeting.mask == mask) return meeting;
  }
  std::fputs("emulator: more masks of a warp than it remembers\n", stderr);
  std::abort();
}

void Block::begin(Index block, Index blocks) {
  waiting = returned = 0;
  for (unsigned i = 0; i < threads.size(); ++i) {
    Thread& thread = threads[i];
    thread.thread_index = {i, 0, 0};
    thread.block_index = block;
    thread.block_size = {unsigned(threads.size()), 1, 1};
    thread.grid_size = blocks;
    thread.number = i;
    thread.block = this;
    thread.wait = {};
    thread.returned = false;
  }
  for (Warp& warp : warps)
    for (Meeting& meeting : warp.meetings)
      meeting.arrived = 0;
}

void Block::settle(Thread& thread, std::vector<Thread*>& ready) {
  if (thread.returned)
    ++returned;
  else if (thread.wait.kind == Wait::block)
    ++waiting;
  else
    return meet(thread, ready);
  if (waiting > 0 && waiting + returned == threads.size()) open_barrier(ready);
}

/// Everybody who has not returned has come.
void Block::open_barrier(std::vector<Thread*>& ready) {
  ++statistics().barriers;
  waiting = 0;
  ++ordered.generation;
  for (Thread& thread : threads)
    if (!thread.returned) ready.push_back(&thread);
}

unsigned Block::lanes_of(const Thread& thread) const {
  const unsigned first = thread.number / Warp::lanes * Warp::lanes;
  const unsigned left = unsigned(threads.size()) - first;
  return left >= unsigned(Warp::lanes) ? ~0u : bit(int(left)) - 1;
}

void Block::meet(Thread& thread, std::vector<Thread*>& ready) {
  Thread* const warp = &threads[thread.number / Warp::lanes * Warp::lanes];
  const unsigned mask = thread.wait.mask, me = bit(thread.lane());
  if (!(mask & me)) throw Failure("a thread is not in its own mask:" + who_waits_where());
  if (thread.wait.kind == Wait::values && !(mask & bit(thread.source)))
    throw Failure("a shuffle asks a lane outside of its mask:" + who_waits_where());
  Meeting& meeting = warps[thread.number / Warp::lanes].meeting(thread.wait.kind, mask);
  meeting.arrived |= me;
  const unsigned wanted = mask & lanes_of(thread);
  if (meeting.arrived != wanted) return;
  meeting.arrived = 0;
  ++meeting.ordered.generation;
  if (meeting.kind == Wait::values)
    exchange(warp, wanted), ++statistics().shuffles;
  else
    ++statistics().lane_barriers;
  for (int i = 0; i < Warp::lanes; ++i)
    if (wanted & bit(i)) ready.push_back(warp + i);
}

std::string Block::who_waits_where() const {
  std::map<std::string, Ranges> who;
  for (const Thread& thread : threads)
    who[place_of(thread)].add(thread.number);
  std::string text;
  for (auto& [place, threads_there] : who)
    text += "\n  thread" + threads_there.text() + ' ' + place;
  return text;
}

}  // namespace emulator
