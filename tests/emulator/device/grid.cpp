#include "grid.hpp"

#include <sanitizer/asan_interface.h>

#include <algorithm>
#include <cstdlib>
#include <numeric>

#include "statistics.hpp"

namespace emulator {
namespace {

constinit Thread nobody;
constinit thread_local Grid* grid_of_this_host = nullptr;

constexpr std::size_t alignment = 1024;

std::byte* allocate(std::size_t bytes) {
  void* memory = nullptr;
  if (bytes > 0 && posix_memalign(&memory, alignment, bytes) != 0) throw std::bad_alloc();
  return static_cast<std::byte*>(memory);
}

/// NaN in every precision. Byte by byte: the race detector must not take it for a thread's writing.
void poison(std::byte* memory, std::size_t bytes) {
  ASAN_UNPOISON_MEMORY_REGION(memory, bytes);  // gaps of the block before
  volatile std::byte* const at = memory;
  for (std::size_t i = 0; i < bytes; ++i)
    at[i] = std::byte{0xff};
}

bool comes_earlier(const Thread* a, const Thread* b) {
  const unsigned left = a->block_index.x, right = b->block_index.x;
  return left != right ? left < right : a->number < b->number;
}
bool comes_later(const Thread* a, const Thread* b) {
  return comes_earlier(b, a);
}

}  // namespace

constinit thread_local Thread* running = &nobody;

/// Where a thread orders its memory with the others that it meets.
static char* meeting_place(const Wait& what) {
  Block& block = *running->block;
  if (what.kind == Wait::block) return block.ordered.place();
  if (what.kind == Wait::values) return nullptr;
  return block.warps[running->number / Warp::lanes].meeting(what.kind, what.mask).ordered.place();
}

void wait_for(const Wait& what) {
  Thread* const self = running;
  if (self->block == nullptr) return;
  self->wait = what;
  char* const place = meeting_place(what);
  if (place != nullptr) release(place);
  self->fiber->leave();
  if (place != nullptr) acquire(place);
}

std::byte* memory_on_chip() {
  return running->block == nullptr ? nullptr : running->block->on_chip;
}

Residence::Residence(unsigned count, std::size_t bytes_on_chip)
    : Block(count), memory(allocate(bytes_on_chip), std::free), bytes(bytes_on_chip) {
  on_chip = memory.get();
  for (Thread& thread : threads) {
    fibers.push_back(std::make_unique<Fiber>());
    thread.fiber = fibers.back().get();
  }
}

Grid::Grid(const Kernel& kernel, const cudaLaunchConfig_t& shape, const Settings& settings)
    : kernel_(kernel),
      blocks_(shape.gridDim.x),
      order_(settings.order),
      dice_(settings.seed),
      waiting_blocks_(blocks_) {
  std::iota(waiting_blocks_.begin(), waiting_blocks_.end(), 0u);
  if (order_ == Order::forward) std::reverse(waiting_blocks_.begin(), waiting_blocks_.end());
  if (order_ == Order::random) std::shuffle(waiting_blocks_.begin(), waiting_blocks_.end(), dice_);
  const unsigned resident = std::min(blocks_, unsigned(settings.resident_blocks));
  for (unsigned i = 0; i < resident; ++i)
    residences_.emplace_back(shape.blockDim.x, shape.dynamicSmemBytes);
}

void Grid::run_thread() {
  Grid& grid = *grid_of_this_host;
  Thread& self = *running;
  Residence& residence = static_cast<Residence&>(*self.block);
  acquire(&grid.launched_);
  acquire(&residence.followed);
  grid.kernel_.body();
  release(&residence.followed);
  release(&grid.finished_);
  self.returned = true;
  self.fiber->leave_for_ever();
}

void Grid::begin_block(Residence& residence) {
  ++statistics().blocks;
  ++running_blocks_;
  poison(residence.on_chip, residence.bytes);
  residence.begin({waiting_blocks_.back(), 0, 0}, {blocks_, 1, 1});
  waiting_blocks_.pop_back();
  const std::size_t before = ready_.size();
  for (Thread& thread : residence.threads) {
    thread.fiber->begin(run_thread);
    ready_.push_back(&thread);
  }
  put_in_order(before);
}

/// Threads from this place on have come.
void Grid::put_in_order(std::size_t from) {
  if (order_ == Order::random) return;
  const auto before = order_ == Order::forward ? comes_later : comes_earlier;
  for (std::size_t i = from; i < ready_.size(); ++i)
    std::push_heap(ready_.begin(), ready_.begin() + std::ptrdiff_t(i) + 1, before);
}

Thread& Grid::take_ready() {
  if (order_ == Order::random)
    std::swap(ready_[dice_() % ready_.size()], ready_.back());
  else
    std::pop_heap(ready_.begin(), ready_.end(),
                  order_ == Order::forward ? comes_later : comes_earlier);
  Thread* const thread = ready_.back();
  ready_.pop_back();
  return *thread;
}

void Grid::step() {
  Thread& thread = take_ready();
  running = &thread;
  thread.fiber->enter();
  running = &nobody;
  const std::size_t before = ready_.size();
  thread.block->settle(thread, ready_);
  put_in_order(before);
  if (!thread.block->has_ended()) return;
  --running_blocks_;
  if (!waiting_blocks_.empty()) begin_block(static_cast<Residence&>(*thread.block));
}

void Grid::report_deadlock() const {
  std::string text = "no thread can go on";
  for (const Residence& residence : residences_)
    if (!residence.has_ended())
      text += "\nblock " + std::to_string(residence.threads[0].block_index.x) + ':' +
              residence.who_waits_where();
  throw Failure(text);
}

void Grid::run() {
  grid_of_this_host = this;
  release(&launched_);
  for (Residence& residence : residences_)
    begin_block(residence);
  while (running_blocks_ > 0) {
    if (ready_.empty()) report_deadlock();
    step();
  }
  acquire(&finished_);
}

}  // namespace emulator
