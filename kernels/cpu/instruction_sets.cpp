#include <utility>

#include "kernels/catalog.hpp"
#include "kernels/cpu/executor.hpp"
#include "kernels/engine/engines.hpp"
#include "widefield/error.hpp"

namespace widefield {
namespace {

// What each level of the x86-64 ABI supplement adds that our code could use.
bool has_v3() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
         __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
}
[[maybe_unused]] bool has_v4() {
  return has_v3() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl");
}

/// An instruction set this program was built for.
struct BuiltSet {
  InstructionSet name;
  bool (*is_there)();
  EngineTable (*engine)(int engine, int cell);
};

}  // namespace

// kernels/cpu/engines.cpp and cells.cpp, one object per engine and per cell in the inline namespace
// of each instruction set.
#define WIDEFIELD_DECLARE_ENGINES(level)                                                \
  namespace level {                                                                     \
  template <int engine>                                                                 \
  EngineFunctions engine_of();                                                          \
  template <int cell>                                                                   \
  const void* cell_table_of();                                                          \
  template <int... engine, int... cell>                                                 \
  EngineTable choose(std::pair<int, int> wanted, std::integer_sequence<int, engine...>, \
                     std::integer_sequence<int, cell...>) {                             \
    EngineFunctions (*const engines[])() = {engine_of<engine>...};                      \
    const void* (*const cells[])() = {cell_table_of<cell>...};                          \
    return {engines[wanted.first](), cells[wanted.second]()};                           \
  }                                                                                     \
  static EngineTable table(int engine, int cell) {                                      \
    return choose({engine, cell}, std::make_integer_sequence<int, Engines::size>(),     \
                  std::make_integer_sequence<int, Cells::size>());                      \
  }                                                                                     \
  }
#define WIDEFIELD_BUILT_SET(level) {InstructionSet::level, has_##level, level::table},

WIDEFIELD_FOR_INSTRUCTION_SETS(WIDEFIELD_DECLARE_ENGINES)

namespace {

// the newest last
constexpr BuiltSet built_sets[] = {WIDEFIELD_FOR_INSTRUCTION_SETS(WIDEFIELD_BUILT_SET)};

}  // namespace

EngineTable engine_for(InstructionSet instructions, int engine, int cell) {
  const BuiltSet* found = nullptr;
  for (const BuiltSet& set : built_sets)
    if ((instructions == InstructionSet::best || instructions == set.name) && set.is_there())
      found = &set;
  if (!found)
    throw InputError("", "instructions",
                     "this processor or this program lacks the instruction set asked for",
                     "engines need x86-64-v3: AVX2, FMA, BMI2 (2013 and later)",
                     "run it on a newer processor, or leave the choice to `best`");
  return found->engine(engine, cell);
}

}  // namespace widefield
