#include <fmt/format.h>

#include "host/architecture/batch_norm/batches.hpp"

namespace widefield {

void complete_batches(Experiment& experiment, const Origins& origins) {
  Inputs& inputs = experiment.inputs;
  const int batch = experiment.network.batch_norm.batch, count = batch * inputs.batches;
  const bool given =
      origins.has("inputs.count") || !inputs.gram.empty() || !inputs.manifold.empty();
  if (given && inputs.count != count)
    refuse(origins, inputs.gram.empty() ? "inputs.count" : "inputs.gram",
           fmt::format("{} inputs", inputs.count),
           fmt::format("{} of {} inputs make {}", inputs.batches, batch, count), "remove the key");
  inputs.count = count;
  if (!origins.has("inputs.correlation")) inputs.correlation = 0;
}

// Squared gradients of a neuron go as 1 / r^2, r^2 the chi-square with B - 1 degrees of freedom of
// its batch: their tail index is (B - 1) / 2 [yang2019, section 3]. An epsilon bounds them.
void check_small_batch(const Experiment& experiment, const std::string& observable,
                       const Origins& origins) {
  constexpr int largest_infinite = 5;
  const Network::BatchNorm& of = experiment.network.batch_norm;
  if (of.epsilon > 0 || of.batch > largest_infinite) return;
  refuse(origins, "network.batch", fmt::format("{} with {}", of.batch, observable),
         "squared gradients go as 1/r^2 of the batch: their variance is infinite up to 5, so their "
         "mean is not comparable with theory",
         fmt::format("choose a batch of 6 or more, an epsilon, or do not measure {}", observable));
}

}  // namespace widefield
