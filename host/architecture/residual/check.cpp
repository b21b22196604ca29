#include "host/architecture/residual/check.hpp"

#include <fmt/format.h>

#include <cmath>

namespace widefield {
namespace {

const char* const schedule_key = "network.width_schedule";

// 0.57 of 100 neurons is 56.99999999999999 to a computer.
bool is_whole(double x) {
  return std::abs(x - std::round(x)) <= 1e-9 * x;
}

void check_row(const Network& network, std::size_t i, const Origins& origins) {
  const auto& schedule = network.residual.width_schedule;
  const std::vector<double>& row = schedule[i];
  if (row.size() != 2)
    refuse(origins, schedule_key, fmt::format("row {} has {} numbers", i, row.size()),
           "it is [layer, fraction of the width]",
           "write rows such as [17, 0.5]: half the width from layer 17 on");
  if (std::floor(row[0]) != row[0] || row[0] < 1 || row[0] > network.depth)
    refuse(origins, schedule_key, fmt::format("layer {} in row {}", row[0], i),
           fmt::format("layers are whole numbers from 1 to the depth, {}", network.depth),
           "choose one of them");
  if (i > 0 && row[0] <= schedule[i - 1][0])
    refuse(origins, schedule_key, fmt::format("layer {} after {}", row[0], schedule[i - 1][0]),
           "layers ascend", "sort the rows");
}

void check_fraction(const Network& network, double fraction, const Origins& origins) {
  for (const std::int64_t width : network.width)
    if (!is_whole(fraction * static_cast<double>(width)))
      refuse(origins, schedule_key, fmt::format("{} of {} neurons", fraction, width),
             "a layer has whole neurons", "choose fractions and widths with whole products");
}

void check_schedule(const Network& network, const Origins& origins) {
  const auto& schedule = network.residual.width_schedule;
  for (std::size_t i = 0; i < schedule.size(); ++i)
    check_row(network, i, origins);
  if (schedule.empty() || network.weights == "gaussian") return;
  refuse(origins, "network.weights",
         fmt::format("{} weights with a width schedule", network.weights),
         "blocks that change the width are rectangular", "choose weights = \"gaussian\"");
}

void check_hidden_width(const Network& network, const Origins& origins) {
  const std::int64_t hidden = network.residual.hidden_width;
  if (hidden == 0 || network.width.size() == 1) return;
  refuse(origins, "network.hidden_width",
         fmt::format("{} hidden neurons at {} widths", hidden, network.width.size()),
         "the limit of infinite width needs them to grow too",
         "choose one width, or hidden_width = 0: as many as the width");
}

}  // namespace

void check_residual(const Experiment& experiment, const Origins& origins) {
  check_schedule(experiment.network, origins);
  check_hidden_width(experiment.network, origins);
}

void check_residual_widths(const Experiment& experiment, const Origins& origins) {
  const Network& network = experiment.network;
  for (const std::vector<double>& row : network.residual.width_schedule)
    check_fraction(network, row[1], origins);
}

}  // namespace widefield
