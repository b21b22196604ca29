#include "host/architecture/residual/keys.hpp"

#include <fmt/format.h>

#include "host/key/limits.hpp"
#include "host/key/member.hpp"

namespace widefield {
namespace {

using E = Experiment;
using N = Network;

constexpr double steepest_decay = 4;  // of a variance, as a power of the layer

template <auto Member>
Key exponent(const std::string& of_what) {
  return member<&E::network, &N::residual, Member>(
      fmt::format("network.{}_exponent", of_what), between(0, steepest_decay),
      fmt::format("beta; {} of layer l is times l^-beta", of_what));
}

Key hidden_width_key() {
  return member<&E::network, &N::residual, &N::Residual::hidden_width>(
      "network.hidden_width", between(0, most_neurons), "M, between W and V; 0: the width");
}

Key width_schedule_key() {
  return member<&E::network, &N::residual, &N::Residual::width_schedule>(
      "network.width_schedule", above_to(0, most_layers),
      "rows [layer, fraction]: from this layer on the width is this fraction of network.width; the "
      "block that changes it projects instead of skipping");
}

void append(std::vector<Key>& keys, const std::vector<Key>& more) {
  keys.insert(keys.end(), more.begin(), more.end());
}

}  // namespace

std::vector<Key> branch_keys() {
  return {member<&E::network, &N::residual, &N::Residual::branch_variance>(
              "network.branch_variance", above_to(0, largest_variance),
              "sigma_v^2; a weight of V has variance sigma_v^2 / fan_in"),
          member<&E::network, &N::residual, &N::Residual::branch_bias_variance>(
              "network.branch_bias_variance", between(0, largest_variance),
              "sigma_a^2, added after V")};
}

std::vector<Key> decay_keys() {
  return {exponent<&N::Residual::weight_variance_exponent>("weight_variance"),
          exponent<&N::Residual::bias_variance_exponent>("bias_variance")};
}

std::vector<Key> residual_keys() {
  std::vector<Key> keys = branch_keys();
  keys.push_back(hidden_width_key());
  append(keys, decay_keys());
  keys.push_back(exponent<&N::Residual::branch_variance_exponent>("branch_variance"));
  keys.push_back(exponent<&N::Residual::branch_bias_variance_exponent>("branch_bias_variance"));
  keys.push_back(width_schedule_key());
  return keys;
}

}  // namespace widefield
