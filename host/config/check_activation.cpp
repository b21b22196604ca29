#include "host/config/check_activation.hpp"

#include <fmt/format.h>

#include <cmath>

#include "widefield/observable.hpp"

namespace widefield {
namespace {

void check_scale(double scale, const std::string& key, const Origins& origins) {
  constexpr double smallest = 1e-3;
  if (std::abs(scale) >= smallest) return;
  refuse(origins, key, fmt::format("{}", scale),
         "so small a scale makes the activation a constant to rounding, and 0 one",
         fmt::format("choose one of size {} or more", smallest));
}

// Near a root at h = 0 arguments have all their digits, elsewhere those of the shift.
void check_shifted_root(const Network& network, const Origins& origins) {
  constexpr double least = 0.75;
  if (network.activation != "alpha_relu" || network.activation_input_shift == 0) return;
  if (network.activation_power >= least) return;
  refuse(origins, "network.activation_power",
         fmt::format("{} with an input shift", network.activation_power),
         "averages over so steep an end of phi' are not known to many digits",
         fmt::format("choose a power of {} or more, or activation_input_shift = 0", least));
}

}  // namespace

void check_activation(const Experiment& experiment, const Origins& origins) {
  const Network& network = experiment.network;
  check_scale(network.activation_input_scale, "network.activation_input_scale", origins);
  check_scale(network.activation_output_scale, "network.activation_output_scale", origins);
  check_shifted_root(network, origins);
}

void check_shifted_sign(const Network& network, const std::string& observable,
                        const Origins& origins) {
  if (network.activation != "sign" || network.activation_output_shift == 0) return;
  if (!observable_row(observable).measures(Primitive::length_response)) return;
  refuse(origins, "network.activation_output_shift",
         fmt::format("{} with {} of \"sign\"", network.activation_output_shift, observable),
         "its square jumps, which <phi phi' h> of a network does not show",
         fmt::format("choose 0, or do not measure {}", observable));
}

void check_slopes(const Network& network, const std::string& observable, const Origins& origins) {
  constexpr double slope_exists = 0.5, slope_varies = 0.75;
  if (network.activation == "sign")
    refuse(origins, "network.activation", fmt::format("\"sign\" with {}", observable),
           "its slope is a jump: <phi'^2> is infinite, and no network shows it",
           fmt::format("choose another activation, or do not measure {}", observable));
  if (network.activation != "alpha_relu" || network.activation_power > slope_varies) return;
  const bool mean = network.activation_power > slope_exists;
  refuse(origins, "network.activation_power",
         fmt::format("{} with {}", network.activation_power, observable),
         mean ? "<phi'^4> is infinite up to 3/4: means of gradients are not comparable with theory"
              : "<phi'^2> is infinite up to 1/2: gradients have no mean",
         fmt::format("choose a larger power, or do not measure {}", observable));
}

}  // namespace widefield
