#pragma once
#include "widefield/activation/kind.hpp"
#include "widefield/host_device.hpp"

namespace widefield::inline WIDEFIELD_ISA {

/// A signal of one register that is linear on each side of 0: negative h below, positive h above.
struct TwoSlopes {
  bool applies = false;
  double negative = 0, positive = 0;
};

/// The two slopes of linear, relu and leaky_relu, scaled; shifts move the kink away from 0. A
/// negative input scale makes one side of the other.
WIDEFIELD_HD inline TwoSlopes two_slopes(const Activation& phi) {
  const Scaling& s = phi.scaling;
  if (s.input_shift != 0 || s.output_shift != 0) return {};
  double below = 1;
  switch (phi.kind) {
    case ActivationKind::linear:
      break;
    case ActivationKind::relu:
      below = 0;
      break;
    case ActivationKind::leaky_relu:
      below = phi.slope;
      break;
    default:
      return {};
  }
  const double gain = s.output_scale * s.input_scale;
  return s.input_scale > 0 ? TwoSlopes{true, gain * below, gain}
                           : TwoSlopes{true, gain, gain * below};
}

}  // namespace widefield::inline WIDEFIELD_ISA
