#pragma once
#include <functional>
#include <string>
#include <vector>

namespace widefield {

/// What one execution of a workload took and did.
struct Measured {
  double seconds = 0;
  double units = 0;          // what `seconds` is divided by: layers of networks, normals, ...
  double normals = 0;        // drawn
  double multiply_adds = 0;  // scalar multiply-adds
  double error = 0;          // of an approximation, where the workload makes one
};

struct Workload {
  std::string name, meaning;
  std::function<Measured(int threads)> run;
};

const std::vector<Workload>& workloads();

}  // namespace widefield
