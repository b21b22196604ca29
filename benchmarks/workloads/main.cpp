// widefield_workload NAME THREADS: runs one workload once and prints one line of JSON with the
// seconds it took and what was done, for benchmarks/bench.py to compare with a peer.
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "benchmarks/workloads/workload.hpp"

int main(int count, char** arguments) {
  if (count != 3) {
    std::fprintf(stderr, "usage: %s NAME THREADS; names:", arguments[0]);
    for (const auto& workload : widefield::workloads())
      std::fprintf(stderr, " %s", workload.name.c_str());
    std::fprintf(stderr, "\n");
    return 2;
  }
  for (const auto& workload : widefield::workloads()) {
    if (workload.name != arguments[1]) continue;
    const widefield::Measured measured = workload.run(std::atoi(arguments[2]));
    std::printf(
        "{\"workload\": \"%s\", \"seconds\": %.9g, \"units\": %.9g, \"normals\": %.9g, "
        "\"multiply_adds\": %.9g}\n",
        arguments[1], measured.seconds, measured.units, measured.normals, measured.multiply_adds);
    return 0;
  }
  std::fprintf(stderr, "error: unknown workload '%s'\n", arguments[1]);
  return 2;
}
