#include <algorithm>
#include <cmath>

#include "host/statistics/moments/derived.hpp"
#include "widefield/comparison.hpp"
#include "widefield/elementary.hpp"
#include "widefield/error.hpp"

namespace widefield {
namespace {

// The logarithm of the smallest double stands for that of zero (a ReLU network that died).
constexpr double logarithm_of_nothing = -745.0;

/// What went wrong with a number that is not finite, and what to do.
std::pair<std::string, std::string> loss_of(Primitive primitive) {
  if (primitive == Primitive::lyapunov_exponent)
    return {
        "(a direction was lost: its growth fell below the rounding of the others, or fewer "
        "neurons have a slope than there are exponents)",
        "lower measure.exponents, set run.precision = \"float64\", or choose a larger "
        "network.width"};
  return {"(the signal left the range of the numbers)",
          "lower network.depth or network.weight_variance, or set run.precision = \"float64\""};
}

void require_finite(const RecordLayout& layout, std::span<const double> record,
                    std::uint64_t network) {
  for (std::size_t slot = 0; slot < record.size(); ++slot) {
    if (std::isfinite(record[slot])) continue;
    const auto [loss, remedy] = loss_of(layout[slot].primitive);
    throw RunError("layer " + std::to_string(layout[slot].layer) + " of network " +
                       std::to_string(network) + ": " + layout.name(layout[slot]) +
                       " is not finite " + loss,
                   remedy);
  }
}

std::size_t bin_of(const std::vector<double>& edges, double value) {
  const auto above = std::upper_bound(edges.begin() + 1, edges.end() - 1, value);
  return static_cast<std::size_t>(above - edges.begin()) - 1;
}

}  // namespace

struct BlockReducer::State {
  Experiment experiment;
  double width;
  DerivedPlan plan;
  MomentPlan moments;
  std::vector<HistogramPlan> histograms;
  GaussianTable table;

  void innovations(std::span<double> now, std::span<const double> before) const;
  void shape(std::span<double> now) const;

 private:
  void standardise(const Innovation& one, const GivenLayer& law, const InnovationGroup& group,
                   std::span<double> now) const;
  GivenLayer law(const Innovation& one, std::span<const double> now,
                 std::map<int, Marginal>& marginals) const;
  const Marginal* marginal(int slot, std::span<const double> now,
                           std::map<int, Marginal>& marginals) const;
};

const Marginal* BlockReducer::State::marginal(int slot, std::span<const double> now,
                                              std::map<int, Marginal>& marginals) const {
  if (slot < 0 || !in_range(now[slot])) return nullptr;
  const auto found = marginals.find(slot);
  if (found != marginals.end()) return &found->second;
  return &marginals.emplace(slot, table.at(now[slot])).first->second;
}

GivenLayer BlockReducer::State::law(const Innovation& one, std::span<const double> now,
                                    std::map<int, Marginal>& marginals) const {
  GivenLayer law;
  law.a = marginal(one.q_a, now, marginals);
  law.b = marginal(one.q_b, now, marginals);
  if (one.q_ab >= 0) law.q_ab = now[one.q_ab];
  if (one.tangent_square >= 0) law.tangent_square = now[one.tangent_square];
  if (one.tangent_cross >= 0) law.tangent_cross = now[one.tangent_cross];
  const bool tangents = !one.exact->tangents || in_range(law.tangent_square);
  if ((one.exact->pair && law.b == nullptr) || !tangents) law.a = nullptr;
  return law;
}

/// z, and its share in the sums over layers. The floor keeps rounding from being tested where
/// nothing else fluctuates.
void BlockReducer::State::standardise(const Innovation& one, const GivenLayer& law,
                                      const InnovationGroup& group, std::span<double> now) const {
  const Conditional expected = one.exact->conditional_moments(experiment.network, law);
  const double floor = rounding_floor(experiment) * std::abs(expected.scale);
  const double deviation = std::sqrt(std::max(0.0, expected.variance) / width);
  const double error = std::max(deviation, floor);
  const double z = (now[one.target] - expected.mean) / error;
  now[one.out] = z;
  now[group.pooled] += z;
  now[group.sensitivity] += expected.scale / error;
  if (group.square < 0) return;
  now[group.square] += z * z - 1;
  now[group.pooled_square] += 2 + expected.excess_kurtosis / width;  // its variance, for a moment
}

void BlockReducer::State::innovations(std::span<double> now, std::span<const double> before) const {
  std::map<int, Marginal> marginals;
  for (const InnovationGroup& group : plan.groups) {
    for (const Innovation& one : group.innovations) {
      const GivenLayer given = law(one, now, marginals);
      if (given.a != nullptr) standardise(one, given, group, now);
      if (!before.empty()) now[group.neighbour] += now[one.out] * before[one.out];
    }
    const double layers = std::sqrt(static_cast<double>(group.innovations.size()));
    for (const int slot : {group.pooled, group.sensitivity, group.neighbour})
      now[slot] /= layers;
    if (group.square >= 0 && now[group.pooled_square] > 0)
      now[group.square] /= std::sqrt(now[group.pooled_square]);
    now[group.pooled_square] = now[group.pooled] * now[group.pooled] - 1;
  }
}

void BlockReducer::State::shape(std::span<double> now) const {
  for (const Logarithm& one : plan.logarithms)
    now[one.out] = now[one.slot] > 0 ? widefield::log(now[one.slot]) : logarithm_of_nothing;
  for (std::size_t k = 0; k < plan.powers.size(); ++k) {
    const Powers& powers = plan.powers[k];
    const double x = (now[powers.slot] - histograms[k].centre) / histograms[k].scale;
    double power = 1;
    for (const int out : powers.out)
      now[out] = power *= x;
  }
}

BlockReducer::BlockReducer(const Experiment& experiment, std::int64_t width)
    : state_(new State{experiment, static_cast<double>(width), plan_derived(experiment),
                       moment_plan(experiment), histogram_plans(experiment, width),
                       GaussianTable(experiment.network)}) {}
BlockReducer::~BlockReducer() = default;
BlockReducer::BlockReducer(BlockReducer&&) noexcept = default;

std::vector<double> BlockReducer::extend(std::uint64_t first_network,
                                         std::span<const double> records) const {
  const std::size_t record = state_->plan.record.size(), slots = state_->plan.layout.size();
  const std::size_t networks = records.size() / record;
  std::vector<double> all(networks * slots, 0.0);
  std::span<const double> before;
  for (std::size_t network = 0; network < networks; ++network) {
    const auto given = records.subspan(network * record, record);
    require_finite(state_->plan.record, given, first_network + network);
    const std::span now(all.data() + network * slots, slots);
    std::copy(given.begin(), given.end(), now.begin());
    state_->innovations(now, before);
    state_->shape(now);
    before = now;
  }
  return all;
}

BlockSummary BlockReducer::operator()(std::uint64_t first_network,
                                      std::span<const double> records) const {
  const std::vector<double> all = extend(first_network, records);
  const std::size_t slots = state_->plan.layout.size();
  BlockSummary summary{reduce(state_->moments, all), {}};
  for (const HistogramPlan& plan : state_->histograms) {
    std::vector<std::uint64_t> counts(plan.edges.size() - 1, 0);
    for (std::size_t at = plan.slot; at < all.size(); at += slots)
      ++counts[bin_of(plan.edges, all[at])];
    summary.histograms.push_back(std::move(counts));
  }
  return summary;
}

}  // namespace widefield
