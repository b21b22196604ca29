#include "host/app/blocks.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>

namespace widefield {
namespace {

using Numbers = std::vector<std::uint64_t>;

// Finished blocks on their way from the workers to the thread that stores them.
class Mailbox {
 public:
  explicit Mailbox(std::size_t workers) : working_(workers) {}

  void put(FinishedBlock block) {
    const std::lock_guard lock(mutex_);
    blocks_.push_back(std::move(block));
    changed_.notify_one();
  }

  void leave(const std::exception_ptr& error) {
    const std::lock_guard lock(mutex_);
    if (error && !error_) error_ = error;
    --working_;
    changed_.notify_one();
  }

  enum class Mail { block, nothing_yet, end };

  // The next finished block; waits a tenth of a second for one.
  Mail take(FinishedBlock& block) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::milliseconds(100),
                      [&] { return !blocks_.empty() || working_ == 0; });
    if (blocks_.empty()) return working_ == 0 ? Mail::end : Mail::nothing_yet;
    block = std::move(blocks_.front());
    blocks_.pop_front();
    return Mail::block;
  }

  std::exception_ptr error() const { return error_; }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<FinishedBlock> blocks_;
  std::size_t working_;
  std::exception_ptr error_;
};

// What all workers share: the next block to do, and whether to stop.
struct Shared {
  const BlockWork& work;
  Simulation simulation;
  Machine machine;  // of one worker
  BlockReducer reducer;
  std::size_t slots;
  std::size_t batch;  // blocks simulated by one call
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> stop = false;
};

// Workers stop when the receiving thread leaves, however it leaves.
struct StopOnExit {
  Shared& shared;
  ~StopOnExit() { shared.stop = true; }
};

// A device is kept busy by many networks at once; blocks are handed to it in groups.
constexpr std::size_t networks_on_a_device = 4096;

std::size_t batch_size(const Plan& plan, const Machine& machine) {
  if (machine.backend != "cuda") return 1;
  return std::max<std::size_t>(1, networks_on_a_device / plan.networks_per_block);
}

// How many of the numbers from `first` on are neighbours, so that one call simulates them.
std::size_t run_length(const Numbers& numbers, std::size_t first, std::size_t most) {
  std::size_t length = 1;
  while (length < most && first + length < numbers.size() &&
         numbers[first + length] == numbers[first] + length)
    ++length;
  return length;
}

void finish_block(const Shared& shared, std::uint64_t number, std::span<const double> records,
                  Mailbox& mailbox) {
  const std::uint64_t first = number * shared.work.plan.networks_per_block;
  FinishedBlock block{number, shared.reducer(first, records), {}};
  if (shared.work.experiment.run.keep_networks)
    block.records = shared.reducer.extend(first, records);
  mailbox.put(std::move(block));
}

// Blocks number numbers[at], ..., numbers[at] + length - 1 by one call of the engine.
void simulate_neighbours(const Shared& shared, std::size_t at, std::size_t length,
                         Mailbox& mailbox) {
  const BlockWork& work = shared.work;
  const std::size_t networks = work.plan.networks_per_block, block = networks * shared.slots;
  std::vector<double> records(length * block);
  shared.simulation.run(work.numbers[at] * networks, shared.machine, records);
  for (std::size_t i = 0; i < length && !shared.stop; ++i)
    finish_block(shared, work.numbers[at + i], std::span(records).subspan(i * block, block),
                 mailbox);
}

void simulate_batches(Shared& shared, Mailbox& mailbox) {
  const Numbers& numbers = shared.work.numbers;
  while (!shared.stop) {
    const std::size_t from = shared.next.fetch_add(shared.batch);
    const std::size_t to = std::min(from + shared.batch, numbers.size());
    if (from >= to) return;
    for (std::size_t at = from; at < to;) {
      const std::size_t length = run_length(numbers, at, to - at);
      simulate_neighbours(shared, at, length, mailbox);
      at += length;
    }
  }
}

void work_until_done(Shared& shared, Mailbox& mailbox) {
  std::exception_ptr error;
  try {
    simulate_batches(shared, mailbox);
  } catch (...) {
    error = std::current_exception();
    shared.stop = true;
  }
  mailbox.leave(error);
}

void receive(Shared& shared, Mailbox& mailbox, const Receiver& receiver) {
  const StopOnExit guard{shared};
  for (bool going = true; going;) {
    FinishedBlock block;
    const Mailbox::Mail mail = mailbox.take(block);
    if (mail == Mailbox::Mail::end) return;
    if (mail == Mailbox::Mail::block) going = receiver.take(std::move(block));
    going = receiver.tick() && going;
  }
}

}  // namespace

std::uint64_t blocks_for(std::int64_t networks, int networks_per_block) {
  return (static_cast<std::uint64_t>(networks) + networks_per_block - 1) / networks_per_block;
}

void simulate_blocks(const BlockWork& work, const Receiver& receiver) {
  if (work.numbers.empty()) return;
  const bool device = work.machine.backend == "cuda";
  const std::size_t threads = std::max(1, work.machine.threads);
  const std::size_t workers = device ? 1 : std::min(threads, work.numbers.size());
  Machine share = work.machine;
  if (!device) share.threads = static_cast<int>(threads / workers);
  Shared shared{work,
                Simulation(work.experiment, work.plan),
                share,
                BlockReducer(work.experiment, work.plan.width),
                record_layout(work.experiment).size(),
                batch_size(work.plan, work.machine)};
  Mailbox mailbox(workers);
  {
    std::vector<std::jthread> pool;
    for (std::size_t i = 0; i < workers; ++i)
      pool.emplace_back([&] { work_until_done(shared, mailbox); });
    receive(shared, mailbox, receiver);
  }
  if (mailbox.error()) std::rethrow_exception(mailbox.error());
}

}  // namespace widefield
