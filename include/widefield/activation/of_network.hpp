#pragma once
#include "widefield/activation/catalog.hpp"
#include "widefield/experiment.hpp"

namespace widefield {

/// The activation of a network with all keys that belong to it. Throws InputError for an unknown
/// name.
inline Activation activation(const Network& n) {
  return scaled(activation(n.activation, n.activation_slope, n.activation_power),
                {n.activation_input_scale, n.activation_input_shift, n.activation_output_scale,
                 n.activation_output_shift});
}

}  // namespace widefield
