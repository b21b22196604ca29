// widefield_workload NAME THREADS: runs one workload once and prints one line of JSON with the
// seconds it took and what was done, for benchmarks/bench.py to compare with a peer.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

#include "benchmarks/workloads/workload.hpp"

namespace {

void print(const std::string& name, const widefield::Measured& measured) {
  std::printf(
      "{\"workload\": \"%s\", \"seconds\": %.9g, \"units\": %.9g, \"normals\": %.9g, "
      "\"multiply_adds\": %.9g, \"error\": %.3g}\n",
      name.c_str(), measured.seconds, measured.units, measured.normals, measured.multiply_adds,
      measured.error);
}

int usage(const char* program) {
  std::fprintf(stderr, "usage: %s NAME THREADS; names:", program);
  for (const auto& workload : widefield::workloads())
    std::fprintf(stderr, " %s", workload.name.c_str());
  std::fprintf(stderr, "\n");
  return 2;
}

}  // namespace

int main(int count, char** arguments) try {
  if (count == 3)
    for (const auto& workload : widefield::workloads())
      if (workload.name == arguments[1]) {
        print(workload.name, workload.run(std::atoi(arguments[2])));
        return 0;
      }
  return usage(arguments[0]);
} catch (const std::exception& error) {
  std::fprintf(stderr, "error: %s\n", error.what());
  return 3;
}
