#pragma once
#include <cstddef>
#include <cstdint>

#include "kernels/engine/engine_call.hpp"

namespace widefield {

class Barrier;

/// What one team needs to run a network.
struct EngineNeeds {
  std::size_t shared = 0, own = 0;  // bytes of the team and of each member
  std::int64_t parts = 1;           // how many members could share the work
};

/// Where one member of a team stands.
struct TeamPlace {
  int member = 0, members = 1;
  Barrier* meeting = nullptr;
  std::byte* shared = nullptr;
  std::byte* own = nullptr;
};

/// One engine compiled for one instruction set, for any cell by its table (a CellTable of the same
/// instruction set).
struct EngineFunctions {
  EngineNeeds (*needs)(const EngineCall&, const void* cell_table);
  void (*run)(const EngineCall&, const void* cell_table, const TeamPlace&, std::uint32_t network,
              double* record);
};

/// An engine and the cell that it is to run.
struct EngineTable {
  EngineFunctions engine;
  const void* cell_table = nullptr;

  EngineNeeds needs(const EngineCall& call) const { return engine.needs(call, cell_table); }
  void run(const EngineCall& call, const TeamPlace& place, std::uint32_t network,
           double* record) const {
    engine.run(call, cell_table, place, network, record);
  }
};

}  // namespace widefield
