#pragma once

namespace widefield {

/// One network to simulate, as it crosses into the code of an instruction set. The task and the
/// parameters are the plain structs Task and Cell::Parameters: the same bytes in every instruction
/// set, though their names differ (they live in its inline namespace). So is the CellTable of the
/// cell, of which each instruction set has its own.
struct EngineCall {
  int engine = 0;  // position in Engines
  int cell = 0;    // position in Cells
  bool float64 = false;
  const void* task = nullptr;
  const void* parameters = nullptr;
};

}  // namespace widefield
