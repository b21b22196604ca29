#pragma once
#include <vector>

#include "kernels/engine/tile/problem.hpp"

namespace widefield::law {

/// What an engine records, computed the obvious way: one scalar network of an mlp with tanh or relu
/// that stores its matrices, with the same addresses of random numbers as the engine `dense`.
struct Oracle {
  const Task& task;
  double weight_variance, bias_variance;
  bool relu;

  /// [slot], all primitives.
  std::vector<double> record(std::uint32_t network) const;

  /// d x^L / d x^0 of the first input, multiplied out; [row][column].
  std::vector<std::vector<double>> jacobian(std::uint32_t network) const;

 private:
  struct Pass;
  Pass pass(std::uint32_t network) const;
};

}  // namespace widefield::law
