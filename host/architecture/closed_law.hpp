#pragma once
#include <cstdint>
#include <string>

#include "widefield/exact_law.hpp"

namespace widefield {

/// Laws of logarithms that are sums of independent steps, one per layer, at every finite width.
struct ClosedLaw {
  /// Why an observable of an experiment has none; empty where it has one.
  std::string (*why_not)(const Experiment&, const std::string& observable);

  /// ln of the factor by which one layer multiplies lengths, tangents and gradients.
  LogLaw (*factor)(const Network&, std::int64_t width);

  /// Exponent number `direction` = 1, 2, ... of one network over its whole depth.
  LogLaw (*exponent)(const Network&, std::int64_t width, int direction);
};

}  // namespace widefield
