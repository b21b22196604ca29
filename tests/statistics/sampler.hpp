#pragma once
#include <cstdint>
#include <vector>

#include "widefield/experiment.hpp"
#include "widefield/record.hpp"

namespace widefield {

/// What is wrong with a simulated network. Every default is right.
struct Bug {
  double weight_factor = 1;          // sigma_w^2 times this
  double bias_factor = 1;            // sigma_b^2 times this
  double average_offset = 0;         // sums over neurons are divided by N - this
  double first_layer_factor = 1;     // fan_out for fan_in in a rectangular first layer
  double argument_factor = 1;        // phi(factor h)
  double negative_slope = 0;         // of ReLU
  double correlation_factor = 1;     // inputs less alike than they should be
  double mask_scale = 1;             // kept signals are divided by keep times this
  bool value_for_slope = false;      // phi for phi'
  bool slope_of_next_input = false;  // phi' at the other input's pre-activation
  bool bias_on_tangents = false;
  bool second_input_transposed = false;  // it meets other weights than the first
  bool layer_too_late = false;           // the record holds the next layer
  bool layers_share_numbers = false;     // one stream for all layers
  bool networks_share_numbers = false;   // two networks side by side are the same
  bool blocks_share_numbers = false;     // the stream repeats after 64 networks
  bool masks_shared = false;             // one mask for all inputs
  bool uniform_reused = false;           // radius and angle of Box-Muller from one uniform
  bool sum_of_uniforms = false;          // "normals" with excess kurtosis -0.1
  bool half_precision = false;           // sums are kept to 11 bits
  double drop_above = 1e300;             // networks that end longer are drawn again
  bool inputs_swapped = false;           // the record of input 0 holds input 1
};

/// An independent sampler of the Gram chain, about as simple as it can be: given the covariance of
/// the pre-activations of all copies, draw N of them with a Cholesky factor, form the next
/// covariance, write down what the record asks for [sheet A, section 3]. Shares no code with
/// kernels/; tanh, relu and erf by the standard library, all observables but gradient_norm.
/// Records of networks first .. first + networks - 1, [network][slot of record_layout].
std::vector<double> sample_records(const Experiment& experiment, std::int64_t width,
                                   std::uint64_t first, std::size_t networks, const Bug& bug = {});

/// ReLU or linear without bias, one input, length_map: exact and independent of the width, from
/// chi-square with Binomial(N, 1/2) degrees of freedom [sheet A, section 3].
std::vector<double> sample_products(const Experiment& experiment, std::int64_t width,
                                    std::uint64_t first, std::size_t networks);

}  // namespace widefield
