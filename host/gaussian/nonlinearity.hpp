#pragma once
#include <optional>
#include <string>
#include <vector>

#include "widefield/activation/jet.hpp"
#include "widefield/activation/kind.hpp"
#include "widefield/experiment.hpp"

namespace widefield {

/// phi(h), phi'(h), phi''(h); phi'' without the point masses that kinks put into it.
using SignalJet = Jet<double>;

/// A point where phi' jumps (phi'' holds a point mass of this weight) or, with jump 0, where only
/// higher derivatives do.
struct Kink {
  double at, jump;
};

/// phi(h) = positive h^power for h > 0, negative |h|^power for h < 0.
struct Homogeneous {
  double power, positive, negative;
};

/// What fixes how fast trapezoid sums of functions of phi converge: the distance of the nearest
/// singularity from the real axis, and growth along imaginary directions,
/// |phi(x + iy)| <~ exp(gaussian y^2 + exponential |y|).
struct Analyticity {
  double pole_distance, gaussian, exponential;
};

/// An activation (the one formula that theory and kernels share) with all that Gaussian averages
/// need to know about it.
struct Nonlinearity {
  Activation activation;
  std::vector<Kink> kinks;
  std::optional<Homogeneous> homogeneous;
  Analyticity analyticity{};

  SignalJet jet(double h) const;
  /// phi(h + d) - phi(h), right relative to itself however small d is.
  double difference(double h, double d) const;
  bool smooth() const { return kinks.empty() && !homogeneous; }
  /// phi(-h) = -phi(h): averages of odd powers vanish exactly.
  bool odd() const;
};

/// Throws InputError with the nearest known name.
Nonlinearity nonlinearity(const std::string& name, double slope = 0.01, double power = 1.0);
Nonlinearity nonlinearity(const Network& network);

}  // namespace widefield
