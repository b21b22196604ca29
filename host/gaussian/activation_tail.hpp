#pragma once
#include <variant>

#include "host/gaussian/nonlinearity.hpp"

// What an activation is far from 0, where deep residual networks go.
namespace widefield {

/// phi -> middle +- jump. <phi^2> ~ middle^2 + jump^2 - deficit / sqrt(2 pi q) and <phi'^2> ~ slope
/// / sqrt(2 pi q) for large q: deficit = int (phi(+-inf)^2 - phi^2) dh, slope = int phi'^2 dh. For
/// tanh 2 and 4/3.
struct SaturatingTail {
  double middle, jump, deficit, slope;
};

/// phi ~ right h and phi ~ left h. <phi^2> ~ (right^2 + left^2) q / 2.
struct LinearTail {
  double right, left;

  double square() const { return 0.5 * (right * right + left * left); }
  /// (right - left)^2 / (right^2 + left^2): 1 for relu, 0 without a kink.
  double kink() const { return (right - left) * (right - left) / (2 * square()); }
};

/// phi = max(h, 0)^power. <phi^2> = coefficient q^power.
struct PowerTail {
  double power, coefficient;
};

/// No tail of these: sin.
struct OtherTail {};

using Tail = std::variant<OtherTail, SaturatingTail, LinearTail, PowerTail>;
Tail tail_of(const Nonlinearity& phi);

}  // namespace widefield
