#include "kernels/cpu/executor.hpp"
#include "widefield/error.hpp"

// The inline namespaces of kernels/cpu/engines.cpp, one object per instruction set.
namespace widefield {
namespace v2 {
EngineTable engines();
}
namespace v3 {
EngineTable engines();
}
namespace v4 {
EngineTable engines();
}

namespace {

// What each level of the x86-64 ABI supplement adds that our code could use.
bool has_v2() {
  return __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt");
}
bool has_v3() {
  return has_v2() && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
         __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
}
bool has_v4() {
  return has_v3() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl");
}

InstructionSet newest() {
  if (has_v4()) return InstructionSet::v4;
  return has_v3() ? InstructionSet::v3 : InstructionSet::v2;
}

}  // namespace

EngineTable engines_for(InstructionSet instructions) {
  if (instructions == InstructionSet::best) instructions = newest();
  const bool there = instructions == InstructionSet::v4   ? has_v4()
                     : instructions == InstructionSet::v3 ? has_v3()
                                                          : has_v2();
  if (!there)
    throw InputError("", "instructions", "this processor lacks the instruction set asked for",
                     "it would stop at the first unknown instruction",
                     "leave the choice to `best`");
  if (instructions == InstructionSet::v4) return v4::engines();
  return instructions == InstructionSet::v3 ? v3::engines() : v2::engines();
}

}  // namespace widefield
