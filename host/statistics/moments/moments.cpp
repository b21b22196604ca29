#include "widefield/moments.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <limits>

namespace widefield {
namespace {

using Block = std::pair<std::uint64_t, Moments>;

std::vector<double> means(std::uint32_t slots, std::span<const double> records) {
  std::vector<double> mean(slots, 0.0);
  const std::size_t networks = records.size() / slots;
  for (std::size_t network = 0; network < networks; ++network)
    for (std::uint32_t slot = 0; slot < slots; ++slot)
      mean[slot] += records[network * slots + slot];
  for (double& value : mean)
    value /= static_cast<double>(networks);
  return mean;
}

/// The subtree over blocks sorted by number. Its root is the smallest aligned dyadic interval that
/// holds them all, so it splits at the highest bit in which the first and last number differ.
Moments unite_sorted(const MomentPlan& plan, std::span<const Block> blocks) {
  if (blocks.size() == 1) return blocks.front().second;
  const std::uint64_t bit = std::bit_floor(blocks.front().first ^ blocks.back().first);
  const auto middle = std::find_if(blocks.begin(), blocks.end(),
                                   [bit](const Block& block) { return (block.first & bit) != 0; });
  const auto half = static_cast<std::size_t>(middle - blocks.begin());
  return unite(plan, unite_sorted(plan, blocks.first(half)),
               unite_sorted(plan, blocks.subspan(half)));
}

}  // namespace

MomentPlan plan_moments(std::uint32_t slots,
                        const std::vector<std::vector<std::uint32_t>>& groups) {
  MomentPlan plan{slots, {}};
  for (std::uint32_t slot = 0; slot < slots; ++slot)
    plan.pairs.emplace_back(slot, slot);
  for (const auto& group : groups)
    for (const std::uint32_t i : group)
      for (const std::uint32_t j : group)
        if (i < j) plan.pairs.emplace_back(i, j);
  std::sort(plan.pairs.begin(), plan.pairs.end());
  plan.pairs.erase(std::unique(plan.pairs.begin(), plan.pairs.end()), plan.pairs.end());
  return plan;
}

double covariance(const MomentPlan& plan, const Moments& moments, std::uint32_t i,
                  std::uint32_t j) {
  if (moments.count < 2) return std::numeric_limits<double>::quiet_NaN();
  const std::pair pair{std::min(i, j), std::max(i, j)};
  const auto found = std::lower_bound(plan.pairs.begin(), plan.pairs.end(), pair);
  assert(found != plan.pairs.end() && *found == pair);
  const auto index = static_cast<std::size_t>(found - plan.pairs.begin());
  return moments.comoment[index] / static_cast<double>(moments.count - 1);
}

Moments reduce(const MomentPlan& plan, std::span<const double> records) {
  assert(plan.slots > 0 && records.size() % plan.slots == 0);
  Moments moments{records.size() / plan.slots, {}, {}};
  if (moments.count == 0) return moments;
  moments.mean = means(plan.slots, records);
  moments.comoment.assign(plan.pairs.size(), 0.0);
  std::vector<double> centred(plan.slots);
  for (std::size_t network = 0; network < moments.count; ++network) {
    for (std::uint32_t slot = 0; slot < plan.slots; ++slot)
      centred[slot] = records[network * plan.slots + slot] - moments.mean[slot];
    for (std::size_t pair = 0; pair < plan.pairs.size(); ++pair)
      moments.comoment[pair] += centred[plan.pairs[pair].first] * centred[plan.pairs[pair].second];
  }
  return moments;
}

// Chan, Golub, LeVeque 1979, eq. 2.1, for co-moments: with the gap d between the two means,
// mean = mean_l + d n_r/n and comoment = comoment_l + comoment_r + d_i d_j n_l n_r/n.
Moments unite(const MomentPlan& plan, const Moments& left, const Moments& right) {
  if (left.count == 0) return right;
  if (right.count == 0) return left;
  Moments all{left.count + right.count, left.mean, left.comoment};
  const double share = static_cast<double>(right.count) / static_cast<double>(all.count);
  const double weight = static_cast<double>(left.count) * share;
  std::vector<double> gap(plan.slots);
  for (std::uint32_t slot = 0; slot < plan.slots; ++slot) {
    gap[slot] = right.mean[slot] - left.mean[slot];
    all.mean[slot] += gap[slot] * share;
  }
  for (std::size_t pair = 0; pair < plan.pairs.size(); ++pair) {
    const auto [i, j] = plan.pairs[pair];
    all.comoment[pair] += right.comoment[pair] + gap[i] * gap[j] * weight;
  }
  return all;
}

Moments unite_blocks(const MomentPlan& plan, std::vector<Block> blocks) {
  if (blocks.empty()) return {};
  std::sort(blocks.begin(), blocks.end(),
            [](const Block& a, const Block& b) { return a.first < b.first; });
  assert(std::adjacent_find(blocks.begin(), blocks.end(), [](const Block& a, const Block& b) {
           return a.first == b.first;
         }) == blocks.end());
  return unite_sorted(plan, blocks);
}

}  // namespace widefield
