#include <utility>

#include "kernels/catalog.hpp"
#include "kernels/cpu/executor.hpp"
#include "widefield/error.hpp"

namespace widefield {
namespace {

// What each level of the x86-64 ABI supplement adds that our code could use.
bool has_v2() {
  return __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt");
}
[[maybe_unused]] bool has_v3() {
  return has_v2() && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
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
  EngineTable (*engines)(int cell);
};

}  // namespace

// kernels/cpu/engines.cpp, one object per cell in the inline namespace of each instruction set.
#define WIDEFIELD_DECLARE_ENGINES(level)                                 \
  namespace level {                                                      \
  template <int cell>                                                    \
  EngineTable engines();                                                 \
  template <int... cell>                                                 \
  EngineTable choose(int wanted, std::integer_sequence<int, cell...>) {  \
    EngineTable (*const all[])() = {engines<cell>...};                   \
    return all[wanted]();                                                \
  }                                                                      \
  static EngineTable engines_of(int cell) {                              \
    return choose(cell, std::make_integer_sequence<int, Cells::size>()); \
  }                                                                      \
  }
#define WIDEFIELD_BUILT_SET(level) {InstructionSet::level, has_##level, level::engines_of},

WIDEFIELD_FOR_INSTRUCTION_SETS(WIDEFIELD_DECLARE_ENGINES)

namespace {

// the newest last
constexpr BuiltSet built_sets[] = {WIDEFIELD_FOR_INSTRUCTION_SETS(WIDEFIELD_BUILT_SET)};

}  // namespace

EngineTable engines_for(InstructionSet instructions, int cell) {
  const BuiltSet* found = nullptr;
  for (const BuiltSet& set : built_sets)
    if ((instructions == InstructionSet::best || instructions == set.name) && set.is_there())
      found = &set;
  if (!found)
    throw InputError(
        "", "instructions", "this processor or this program lacks the instruction set asked for",
        "it would stop at the first unknown instruction", "leave the choice to `best`");
  return found->engines(cell);
}

}  // namespace widefield
