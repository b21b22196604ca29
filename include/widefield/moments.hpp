#pragma once
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace widefield {

/// Which second moments of the slots are kept: (i, i) for every slot, and the pairs that rows and
/// verdict components need.
struct MomentPlan {
  std::uint32_t slots = 0;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;  // i <= j, sorted, all (i, i) present
};

/// Count, means and centred second moments of records over networks, float64.
struct Moments {
  std::uint64_t count = 0;
  std::vector<double> mean;      // [slot]
  std::vector<double> comoment;  // [pair] sum over networks of (x_i - mean_i)(x_j - mean_j)

  bool operator==(const Moments&) const = default;
};

/// The plan over `slots` slots that keeps every (i, i) and all pairs inside each group: the slots
/// of a row, or of the verdict components whose whole covariance is wanted. Order and repetitions
/// in the groups do not matter.
MomentPlan plan_moments(std::uint32_t slots, const std::vector<std::vector<std::uint32_t>>& groups);

/// Sample covariance of slots i and j over networks, comoment / (count - 1). NaN when count < 2.
/// The pair must be in the plan.
double covariance(const MomentPlan& plan, const Moments& moments, std::uint32_t i, std::uint32_t j);

/// Moments of a block, summed over networks in their order. records: [network][slot].
Moments reduce(const MomentPlan& plan, std::span<const double> records);

/// Moments of the union of two disjoint sets of networks.
Moments unite(const MomentPlan& plan, const Moments& left, const Moments& right);

/// Unites blocks along a fixed binary tree over their numbers: the result is the same bits for any
/// order of arrival. blocks: (number, moments), any order, each number once; gaps are allowed.
/// A node of the tree covers the numbers [m 2^k, (m + 1) 2^k); an absent half is skipped. No blocks
/// give empty moments (count 0).
Moments unite_blocks(const MomentPlan& plan, std::vector<std::pair<std::uint64_t, Moments>> blocks);

}  // namespace widefield
