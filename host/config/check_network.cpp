#include "host/config/check_network.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "host/config/fields.hpp"
#include "widefield/architecture.hpp"
#include "widefield/observable.hpp"

namespace widefield {
namespace {

template <class List, class T>
bool contains(const List& list, const T& x) {
  return std::find(list.begin(), list.end(), x) != list.end();
}

// 0.57 of 100 neurons is 56.99999999999999 to a computer.
bool is_whole(double x) {
  return std::abs(x - std::round(x)) <= 1e-9 * x;
}

void check_schedule_row(const Network& network, std::size_t i, const Origins& origins) {
  const std::string key = "network.width_schedule";
  const std::vector<double>& row = network.width_schedule[i];
  if (row.size() != 2)
    refuse(origins, key, fmt::format("row {} has {} numbers", i, row.size()),
           "it is [layer, fraction of the width]",
           "write rows such as [17, 0.5]: half the width from layer 17 on");
  if (std::floor(row[0]) != row[0] || row[0] < 1 || row[0] > network.depth)
    refuse(origins, key, fmt::format("layer {} in row {}", row[0], i),
           fmt::format("layers are whole numbers from 1 to the depth, {}", network.depth),
           "choose one of them");
  if (i > 0 && row[0] <= network.width_schedule[i - 1][0])
    refuse(origins, key, fmt::format("layer {} after {}", row[0], network.width_schedule[i - 1][0]),
           "layers ascend", "sort the rows");
}

void check_scale(double scale, const std::string& key, const Origins& origins) {
  constexpr double smallest = 1e-3;
  if (std::abs(scale) >= smallest) return;
  refuse(origins, key, fmt::format("{}", scale),
         "so small a scale makes the activation a constant to rounding, and 0 one",
         fmt::format("choose one of size {} or more", smallest));
}

// No theory of slopes follows the steps of phi^2 that a shift gives to sign.
void check_shifted_sign(const Network& network, const std::string& observable,
                        const Origins& origins) {
  if (network.activation != "sign" || network.activation_output_shift == 0) return;
  if (observable != "chi_length") return;
  refuse(origins, "network.activation_output_shift",
         fmt::format("{} with {} of \"sign\"", network.activation_output_shift, observable),
         "its square jumps, which <phi phi' h> of a network does not show",
         fmt::format("choose 0, or do not measure {}", observable));
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

// Squared gradients of a neuron go as 1 / r^2, r^2 the chi-square with B - 1 degrees of freedom of
// its batch: their tail index is (B - 1) / 2 [yang2019, section 3]. An epsilon bounds them.
void check_small_batch(const Network& network, const std::string& observable,
                       const Origins& origins) {
  constexpr int largest_infinite = 5;
  if (!takes_batches(network.architecture) || network.epsilon > 0) return;
  if (network.batch > largest_infinite) return;
  refuse(origins, "network.batch", fmt::format("{} with {}", network.batch, observable),
         "squared gradients go as 1/r^2 of the batch: their variance is infinite up to 5, so their "
         "mean is not comparable with theory",
         fmt::format("choose a batch of 6 or more, an epsilon, or do not measure {}", observable));
}

void check_schedule_width(const Network& network, double fraction, const Origins& origins) {
  for (const std::int64_t width : network.width)
    if (!is_whole(fraction * static_cast<double>(width)))
      refuse(origins, "network.width_schedule", fmt::format("{} of {} neurons", fraction, width),
             "a layer has whole neurons", "choose fractions and widths with whole products");
}

}  // namespace

void check_keys_of_architecture(const Experiment& experiment, const Origins& origins) {
  const std::string& architecture = experiment.network.architecture;
  for (const Field& field : fields()) {
    if (field.architectures.empty() || contains(field.architectures, architecture)) continue;
    const Value value = field.get(experiment);
    if (value == field.fallback()) continue;
    refuse(origins, field.key,
           fmt::format("{} with the architecture {}", to_toml(value), architecture),
           fmt::format("it is a key of {}", fmt::join(field.architectures, ", ")),
           "remove it, or choose that architecture");
  }
}

void check_activation(const Network& network, const Origins& origins) {
  check_scale(network.activation_input_scale, "network.activation_input_scale", origins);
  check_scale(network.activation_output_scale, "network.activation_output_scale", origins);
  check_shifted_root(network, origins);
}

void check_width_schedule(const Network& network, const Origins& origins) {
  for (std::size_t i = 0; i < network.width_schedule.size(); ++i) {
    check_schedule_row(network, i, origins);
    check_schedule_width(network, network.width_schedule[i][1], origins);
  }
  if (network.width_schedule.empty() || network.weights == "gaussian") return;
  refuse(origins, "network.weights",
         fmt::format("{} weights with a width schedule", network.weights),
         "blocks that change the width are rectangular", "choose weights = \"gaussian\"");
}

void check_hidden_width(const Network& network, const Origins& origins) {
  if (network.hidden_width == 0 || network.width.size() == 1) return;
  refuse(origins, "network.hidden_width",
         fmt::format("{} hidden neurons at {} widths", network.hidden_width, network.width.size()),
         "the limit of infinite width needs them to grow too",
         "choose one width, or hidden_width = 0: as many as the width");
}

void check_gradients_exist(const Experiment& experiment, const Origins& origins) {
  const auto& all = experiment.measure.observables;
  for (const std::string& observable : all)
    check_shifted_sign(experiment.network, observable, origins);
  const auto slope = std::find_if(all.begin(), all.end(), needs_slopes);
  if (slope == all.end()) return;
  check_slopes(experiment.network, *slope, origins);
  check_small_batch(experiment.network, *slope, origins);
}

}  // namespace widefield
