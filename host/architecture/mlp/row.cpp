#include "host/architecture/mlp/check.hpp"
#include "host/architecture/rows.hpp"
#include "host/key/member.hpp"

namespace widefield {
namespace {

std::vector<Key> keys() {
  using E = Experiment;
  using N = Network;
  return {member<&E::network, &N::dropout_keep>(
              "network.dropout_keep", above_to(0, 1),
              "probability that a neuron is kept; kept signals are divided by it"),
          member<&E::network, &N::tied>("network.tied", {},
                                        "the same matrices and biases in every layer")};
}

}  // namespace

constinit const Architecture mlp_row{.name = "mlp",
                                     .meaning = "multilayer perceptron: h = W x + b, x' = phi(h)",
                                     .citation = "poole2016",
                                     .keys = keys,
                                     .check_simulation = check_mlp,
                                     .theory = &mlp_theory};

}  // namespace widefield
