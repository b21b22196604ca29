#include "host/app/machine.hpp"

#include <fmt/format.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <limits>

#include "widefield/config.hpp"
#include "widefield/error.hpp"

namespace widefield {
namespace {

// The limit of the control group (containers, batch systems), or infinity.
double group_limit() {
  double bytes = std::numeric_limits<double>::infinity();
  for (const char* file :
       {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"}) {
    double limit = 0;
    if (std::ifstream(file) >> limit && limit > 0) bytes = std::min(bytes, limit);
  }
  return bytes;
}

void check_memory(const Experiment& experiment, const Plan& plan, const Machine& machine) {
  const double needed = plan.memory * machine.threads;
  const double there = available_memory();
  if (machine.backend == "cuda" || needed <= there) return;
  throw InputError("", "network.width",
                   fmt::format("{} neurons need {:.3g} GB of memory in {}", plan.width,
                               needed / 1e9, label(experiment)),
                   fmt::format("engine {}, {} networks in flight; there are {:.3g} GB", plan.engine,
                               machine.threads, there / 1e9),
                   "choose a smaller width, fewer threads, or observables the engine gram can do");
}

}  // namespace

int available_threads() {
  cpu_set_t set;
  const bool known = sched_getaffinity(0, sizeof set, &set) == 0;
  return std::max(1, known ? CPU_COUNT(&set) : static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN)));
}

double available_memory() {
  const double machine =
      static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
  return std::min(machine, group_limit());
}

std::string processor_name() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("model name") && line.find(": ") != std::string::npos)
      return line.substr(line.find(": ") + 2);
  return "unknown processor";
}

std::string instruction_level() {
  __builtin_cpu_init();
  const bool v3 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                  __builtin_cpu_supports("bmi2");
  const bool v4 = v3 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                  __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
                  __builtin_cpu_supports("avx512cd");
  return v4 ? "x86-64-v4" : v3 ? "x86-64-v3" : "x86-64-v2";
}

Machine machine_for(const Experiment& experiment) {
  std::string reason;
  const bool device = !cuda_devices(&reason).empty();
  if (experiment.run.backend == "cuda" && !device)
    throw InputError("", "run.backend", "no CUDA device can be used", reason,
                     "choose backend = \"cpu\" or \"auto\"");
  Machine machine;
  machine.backend = device && experiment.run.backend != "cpu" ? "cuda" : "cpu";
  machine.threads = experiment.run.threads > 0 ? experiment.run.threads : available_threads();
  return machine;
}

std::vector<Plan> checked_plans(const Experiment& experiment, const Machine& machine) {
  std::vector<Plan> plans;
  for (std::int64_t width : experiment.network.width) {
    plans.push_back(plan(experiment, width));
    check_memory(experiment, plans.back(), machine);
  }
  return plans;
}

}  // namespace widefield
