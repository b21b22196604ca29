#pragma once
#include <cstdint>
#include <functional>
#include <vector>

#include "widefield/comparison.hpp"
#include "widefield/observable.hpp"
#include "widefield/simulate.hpp"

namespace widefield {

/// How many blocks hold `networks` networks.
std::uint64_t blocks_for(std::int64_t networks, int networks_per_block);

struct FinishedBlock {
  std::uint64_t number = 0;
  BlockSummary summary;
  std::vector<double> records;  // only where the experiment keeps networks
};

/// Who receives finished blocks. Both are called on the thread that called simulate_blocks and say
/// whether to go on; blocks in flight when one says no are dropped.
struct Receiver {
  std::function<bool(FinishedBlock)> take;  // in any order
  std::function<bool()> tick;               // a few times a second
};

/// Which blocks of which ensemble, and where.
struct BlockWork {
  const Experiment& experiment;
  const Plan& plan;
  Machine machine;
  std::vector<std::uint64_t> numbers;  // ascending
};

/// Simulates the blocks with these numbers, several at once, and reduces them. What a worker throws
/// is thrown here, after the blocks finished before it were delivered.
void simulate_blocks(const BlockWork& work, const Receiver& receiver);

}  // namespace widefield
