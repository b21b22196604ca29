#pragma once
#include <string>
#include <vector>

#include "sampler.hpp"
#include "widefield/comparison.hpp"

namespace widefield {

/// tanh at (1.7, 0.05), two inputs with correlation 0.5, the length and correlation map.
inline Experiment tanh_experiment(int depth, std::vector<std::string> observables = {
                                                 "length_map", "correlation_map"}) {
  Experiment experiment;
  experiment.network.depth = depth;
  experiment.measure.observables = std::move(observables);
  experiment.run.precision = "float64";
  return experiment;
}

/// ReLU at the critical point, one input: q is a product of independent factors.
inline Experiment relu_experiment(int depth,
                                  std::vector<std::string> observables = {"length_map"}) {
  Experiment experiment = tanh_experiment(depth, std::move(observables));
  experiment.network.activation = "relu";
  experiment.network.weight_variance = 2;
  experiment.network.bias_variance = 0;
  experiment.inputs.count = 1;
  return experiment;
}

constexpr std::uint64_t networks_per_block = 64;

/// What the pipeline would store: records in blocks, extended and reduced.
inline WidthData reduce_blocks(const BlockReducer& reducer, std::int64_t width,
                               const std::vector<double>& records, std::size_t slots) {
  WidthData data{width, "sampler", "", {}, {}};
  const std::size_t block = networks_per_block * slots;
  for (std::size_t begin = 0; begin < records.size(); begin += block) {
    const std::size_t size = std::min(block, records.size() - begin);
    const BlockSummary summary = reducer(begin / slots, std::span(records).subspan(begin, size));
    data.blocks.emplace_back(begin / block, summary.moments);
    if (data.histograms.empty())
      data.histograms = summary.histograms;
    else
      for (std::size_t k = 0; k < data.histograms.size(); ++k)
        for (std::size_t bin = 0; bin < data.histograms[k].size(); ++bin)
          data.histograms[k][bin] += summary.histograms[k][bin];
  }
  return data;
}

inline WidthData measure(const Experiment& experiment, std::int64_t width, std::size_t networks,
                         const Bug& bug = {}) {
  const BlockReducer reducer(experiment, width);
  const auto records = sample_records(experiment, width, 0, networks, bug);
  return reduce_blocks(reducer, width, records, records.size() / networks);
}

}  // namespace widefield
