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

/// A point where phi' jumps (phi'' holds a point mass of this weight), where phi itself jumps by
/// `step` (so does phi') or, with neither, where only higher derivatives do.
struct Kink {
  double at, jump, step = 0;
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

/// An activation (the one formula that theory and kernels share), scaled and shifted, with all that
/// Gaussian averages need to know about it: the one description that every quadrature is made from.
struct Nonlinearity {
  Activation activation;
  std::vector<Kink> kinks;
  std::optional<Homogeneous> homogeneous;  // of what is not shifted
  Analyticity analyticity{};
  double centre = 0, steepness = 1;  // phi bends around the centre, over lengths of 1/steepness
  double root = 0;  // phi goes as this power of the distance from its kink, a fraction; 0: none

  SignalJet jet(double h) const;
  /// phi(h + d) - phi(h), right relative to itself however small d is.
  double difference(double h, double d) const;
  /// A distance from h so small that phi is the same there but for a kink at h.
  double beside(double h) const;

  /// What graded panels must resolve: lengths of 1/finest, less next to a root that is not at 0.
  double finest() const;

  /// How far from its centre and from its kinks phi is a line to rounding; infinite for powers,
  /// which never are.
  double bent_until() const;

  bool smooth() const { return kinks.empty() && !homogeneous; }
  /// phi itself jumps: no average of phi'^2 exists.
  bool jumps() const;
  /// phi(-h) = -phi(h): averages of odd powers vanish exactly.
  bool odd() const;
  bool shifted() const;
  /// Whether averages of a function that goes as this power of the distance from the root exist.
  bool integrable(double power) const { return root == 0 || power > -1; }
};

/// Throws InputError with the nearest known name.
Nonlinearity nonlinearity(const std::string& name, double slope = 0.01, double power = 1.0);
Nonlinearity nonlinearity(const Network& network);
Nonlinearity nonlinearity(const Activation& phi);

/// The same without its shifts, which is what it looks like far from 0.
Nonlinearity without_shifts(const Nonlinearity& phi);

}  // namespace widefield
