#include "support.hpp"

#include <stdexcept>

namespace widefield {

std::vector<double> Records::column(const std::string& primitive, int layer,
                                    const std::string& component) const {
  const int slot = layout.find(primitive, layer, component);
  if (slot < 0) throw std::out_of_range(primitive + " " + component);
  std::vector<double> column;
  for (std::size_t n = 0; n < networks(); ++n)
    column.push_back(values[n * layout.size() + std::size_t(slot)]);
  return column;
}

std::vector<double> Records::column(const Slot& slot) const {
  return column(RecordLayout::name(slot), slot.layer, layout.component(slot).text);
}

Records simulate_records(const Experiment& experiment, std::int64_t width, int networks,
                         const Machine& machine, std::uint64_t first) {
  Records records{record_layout(experiment), {}};
  records.values.assign(records.layout.size() * std::size_t(networks), NAN);
  simulate(experiment, width, first, machine, records.values);
  return records;
}

Experiment mlp(const std::string& activation, double weight_variance, double bias_variance,
               int depth) {
  Experiment experiment;
  experiment.network.activation = activation;
  experiment.network.weight_variance = weight_variance;
  experiment.network.bias_variance = bias_variance;
  experiment.network.depth = depth;
  return experiment;
}

Summary summarise(const std::vector<double>& sample) {
  const double n = double(sample.size());
  double mean = 0, second = 0, fourth = 0;
  for (const double x : sample)
    mean += x / n;
  for (const double x : sample) {
    const double square = (x - mean) * (x - mean);
    second += square / n;
    fourth += square * square / n;
  }
  return {mean, std::sqrt(second / n), second * n / (n - 1),
          std::sqrt((fourth - second * second) / n)};
}

}  // namespace widefield
