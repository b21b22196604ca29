#pragma once
#include <vector>

#include "host/architecture/mean_field/correlation_map.hpp"
#include "widefield/residual.hpp"

namespace widefield {

/// One residual block at infinite width. Widths are fractions of network.width: they do not enter
/// the values at infinite width, only noise and the gradients of single parameters.
struct ResidualBlock {
  BlockVariances variances;
  bool reduced;          // x + phi(h): variances.branch is 1, variances.branch_bias 0
  bool projects;         // Pi x takes the place of the skip
  double width, hidden;  // N^(l) / N and M^(l) / N
};

/// What the curves of a residual network are made from.
struct ResidualSetting {
  Nonlinearity phi;
  std::vector<ResidualBlock> blocks;  // block l at index l - 1
  Gram inputs;                        // x_a.x_b / N
  bool noise;                         // whether biases and variances to order 1/N are known
};

/// Are its blocks reduced ones, x + phi(h)?
bool is_reduced(const Network& network);

/// Throws InputError for an activation without a name.
ResidualSetting residual_setting(const Experiment& experiment);

/// <x^2> and <x> of one input over the neurons of a layer. The mean stays 0 but where nothing
/// random stands before phi: in reduced blocks of activations that are not odd.
struct ResidualState {
  double norm, mean;
};

/// q = sigma_w^2 p + sigma_b^2 from the state below [yang2017].
double field_length(const ResidualBlock& block, const ResidualState& below);

/// p + sigma_v^2 <phi^2> + sigma_a^2, or in a reduced block p + <phi^2> + 2 <x> <phi> [yang2017].
ResidualState next_state(const Nonlinearity& phi, const ResidualBlock& block,
                         const ResidualState& below);

/// Two inputs. s = <(x - x')^2>/2 is kept beside the norms, since p - gamma cancels.
struct ResidualPair {
  ResidualState a, b;
  double half_distance;  // s

  double product() const { return 0.5 * (a.norm + b.norm) - half_distance; }  // gamma
  double correlation() const;                                                 // e
};

/// The law of (h, h').
PairLaw field_law(const ResidualBlock& block, const ResidualPair& below);

/// s + sigma_v^2 <(phi - phi')^2>/2, to which a reduced block adds (<x> - <x'>) (<phi> - <phi'>).
/// `difference` is <(phi - phi')^2>.
ResidualPair next_pair(const Nonlinearity& phi, const ResidualBlock& block,
                       const ResidualPair& below, double difference);

/// sigma_v^2 sigma_w^2 <phi'^2>: one plus this multiplies the squared norm of tangents and of
/// gradients, whatever the widths [yang2017; yang2018].
double branch_gain(const Nonlinearity& phi, const ResidualBlock& block, const ResidualState& below);

}  // namespace widefield
