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

/// The engines compiled for one cell and instruction set.
struct EngineTable {
  EngineNeeds (*needs)(const EngineCall&);
  void (*run)(const EngineCall&, const TeamPlace&, std::uint32_t network, double* record);
};

}  // namespace widefield
