#pragma once
#include <cstdint>
#include <span>

#include "kernels/cpu/engine_functions.hpp"
#include "widefield/simulate.hpp"

namespace widefield {

/// The engine and the cell at these positions of their lists, for an instruction set that this
/// processor has; `best` is the newest. Throws InputError where it lacks the one asked for.
EngineTable engine_for(InstructionSet instructions, int engine, int cell);

/// Networks first, first + 1, ... of an ensemble; each fills one row of records [network][slots].
struct NetworkRange {
  std::uint64_t first = 0;
  std::size_t slots = 0;
  std::span<double> records;

  std::int64_t count() const { return slots == 0 ? 0 : std::int64_t(records.size() / slots); }
};

/// Runs every network of the range, one per thread; where one network offers enough work for all
/// threads, one after the other with all threads on each. The bits do not depend on which.
void for_each_network(const EngineTable& engines, const EngineCall& call, int threads,
                      const NetworkRange& range);

}  // namespace widefield
