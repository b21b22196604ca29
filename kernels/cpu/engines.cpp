#include "kernels/catalog.hpp"
#include "kernels/cpu/engine_table.hpp"

// Compiled once per instruction set and cell (kernels/CMakeLists.txt): WIDEFIELD_CELL is the place
// of the cell in the catalog.
namespace widefield::inline WIDEFIELD_ISA {

template <int cell>
EngineTable engines() {
  return engine_table<At<Cells, cell>>();
}

template EngineTable engines<WIDEFIELD_CELL>();

}  // namespace widefield::inline WIDEFIELD_ISA
