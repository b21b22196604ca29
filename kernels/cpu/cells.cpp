#include "kernels/catalog.hpp"
#include "kernels/cpu/cell_table.hpp"

// Compiled once per instruction set and cell (kernels/CMakeLists.txt): WIDEFIELD_CELL is its place
// in the catalog.
namespace widefield::inline WIDEFIELD_ISA {

template <int cell>
const void* cell_table_of() {
  return &cell_table<At<Cells, cell>>;
}

template const void* cell_table_of<WIDEFIELD_CELL>();

}  // namespace widefield::inline WIDEFIELD_ISA
