#pragma once
#include "widefield/host_device.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// What the same weights multiply, in the order [input][value, tangents ..., velocity,
/// acceleration].
struct Copies {
  int inputs = 1;
  int tangents = 0;     // per input
  bool moving = false;  // inputs are points of a curve, with their derivatives along it

  /// Copies of an input.
  WIDEFIELD_HD constexpr int slots() const { return 1 + tangents + (moving ? 2 : 0); }
  WIDEFIELD_HD constexpr int count() const { return inputs * slots(); }
  WIDEFIELD_HD constexpr int value(int input) const { return input * slots(); }
  WIDEFIELD_HD constexpr int tangent(int input, int which) const {
    return value(input) + 1 + which;
  }
  WIDEFIELD_HD constexpr int velocity(int input) const { return value(input) + 1 + tangents; }
  WIDEFIELD_HD constexpr int acceleration(int input) const { return velocity(input) + 1; }
  /// A direction, whose length means nothing; velocities and accelerations are tied to the curve.
  WIDEFIELD_HD constexpr bool is_tangent(int copy) const {
    return copy % slots() >= 1 && copy % slots() <= tangents;
  }
};

}  // namespace widefield::inline WIDEFIELD_ISA
