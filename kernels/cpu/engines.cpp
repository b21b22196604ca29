#include "kernels/catalog.hpp"
#include "kernels/cpu/engine_table.hpp"

// Compiled once per instruction set (kernels/CMakeLists.txt).
namespace widefield::inline WIDEFIELD_ISA {

EngineTable engines() {
  return engine_table<Cells>();
}

}  // namespace widefield::inline WIDEFIELD_ISA
