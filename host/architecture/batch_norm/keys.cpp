#include "host/architecture/batch_norm/batches.hpp"
#include "host/key/member.hpp"

namespace widefield {
namespace {

constexpr double largest_batch = 1024;  // the Gram matrix of the inputs is dense
constexpr double most_batches = 16;
constexpr double largest_epsilon = 1e6;

}  // namespace

std::vector<Key> batch_keys() {
  using E = Experiment;
  using N = Network;
  return {member<&E::network, &N::batch_norm, &N::BatchNorm::batch>(
              "network.batch", between(2, largest_batch),
              "B; its population variance has the divisor B"),
          member<&E::network, &N::batch_norm, &N::BatchNorm::epsilon>(
              "network.epsilon", between(0, largest_epsilon),
              "added to the variance before the square root"),
          member<&E::inputs, &Inputs::batches>(
              "inputs.batches", between(1, most_batches),
              "how many batches of network.batch inputs go through every network")};
}

}  // namespace widefield
