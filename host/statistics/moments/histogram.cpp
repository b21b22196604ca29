#include <algorithm>
#include <cmath>

#include "host/architecture/architecture.hpp"
#include "host/statistics/methods/policy.hpp"
#include "host/statistics/moments/derived.hpp"
#include "widefield/comparison.hpp"
#include "widefield/elementary.hpp"
#include "widefield/observable.hpp"

namespace widefield {
namespace {

/// Three significant digits: bins that do not hang on the last bits of a theory.
double rounded(double x) {
  const double unit = std::pow(10.0, std::floor(std::log10(x)) - 2);
  return std::round(x / unit) * unit;
}

/// Bins equally wide in the logarithm, around `centre`.
std::vector<double> logarithmic_edges(double centre, double deviation) {
  std::vector<double> edges;
  for (int k = 0; k <= policy::histogram_bins; ++k) {
    const double position = 2.0 * k / policy::histogram_bins - 1;
    edges.push_back(centre * widefield::exp(position * policy::histogram_range * deviation));
  }
  return edges;
}

HistogramPlan histogram_plan(const LengthLaw& law, std::int64_t width) {
  constexpr double narrowest = 1e-6;  // of a law without fluctuations
  const double relative = std::sqrt(law.variance / static_cast<double>(width)) / law.q;
  HistogramPlan plan;
  plan.centre = rounded(law.q);
  const double deviation = rounded(std::max(relative, narrowest));
  plan.scale = plan.centre * deviation;
  // Of a lognormal with the same relative variance: wide laws are skew.
  plan.edges = logarithmic_edges(plan.centre, std::sqrt(std::log1p(deviation * deviation)));
  return plan;
}

}  // namespace

std::vector<HistogramPlan> histogram_plans(const Experiment& experiment, std::int64_t width) {
  const DerivedPlan derived = plan_derived(experiment);
  const auto measured = measured_observables(experiment);
  const auto of = std::find_if(measured.begin(), measured.end(),
                               [](const ObservableRow* row) { return row->histogram; });
  const GaussianTable table(experiment.network);
  const auto gram = input_gram(experiment.inputs);
  std::vector<HistogramPlan> plans;
  for (const Powers& powers : derived.powers) {
    const Slot& slot = derived.record[powers.slot];
    const auto input = static_cast<std::size_t>(derived.record.component(slot).a);
    const Network& network = experiment.network;
    const auto laws = theory_of(network).lengths(table, network, gram[input][input]);
    const auto layer = std::min(static_cast<std::size_t>(slot.layer), laws.size());
    HistogramPlan plan = histogram_plan(laws[layer - 1], width);
    plan.observable = (*of)->name;
    plan.component = std::to_string(input);
    plan.layer = slot.layer;
    plan.slot = static_cast<std::uint32_t>(powers.slot);
    plans.push_back(std::move(plan));
  }
  return plans;
}

}  // namespace widefield
