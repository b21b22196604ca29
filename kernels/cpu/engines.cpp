#include "kernels/cpu/engine_table.hpp"

// Compiled once per instruction set and engine (kernels/CMakeLists.txt): WIDEFIELD_ENGINE is its
// place in the list.
namespace widefield::inline WIDEFIELD_ISA {

template <int engine>
EngineFunctions engine_of() {
  return engine_functions<At<Engines, engine>>();
}

template EngineFunctions engine_of<WIDEFIELD_ENGINE>();

}  // namespace widefield::inline WIDEFIELD_ISA
