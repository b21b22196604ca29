#pragma once
#include "widefield/host_device.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// What the same weights multiply, in the order [input][value, tangents ...].
struct Copies {
  int inputs = 1;
  int tangents = 0;  // per input

  WIDEFIELD_HD constexpr int count() const { return inputs * (1 + tangents); }
  WIDEFIELD_HD constexpr int value(int input) const { return input * (1 + tangents); }
  WIDEFIELD_HD constexpr int tangent(int input, int which) const {
    return value(input) + 1 + which;
  }
  WIDEFIELD_HD constexpr bool is_value(int copy) const { return copy % (1 + tangents) == 0; }
};

}  // namespace widefield::inline WIDEFIELD_ISA
