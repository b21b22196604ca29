#include "widefield/moments.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace widefield {
namespace {

constexpr std::uint32_t slots = 3;
const MomentPlan plan = plan_moments(slots, {{2, 0}, {1, 2}});

std::vector<double> random_records(std::size_t networks, unsigned seed) {
  std::mt19937 generator(seed);
  std::normal_distribution<double> normal(1e3, 1.0);
  std::vector<double> records(networks * slots);
  for (double& value : records)
    value = normal(generator);
  return records;
}

std::vector<std::pair<std::uint64_t, Moments>> random_blocks(std::size_t count) {
  std::vector<std::pair<std::uint64_t, Moments>> blocks;
  for (std::size_t number = 0; number < count; ++number)
    blocks.emplace_back(number, reduce(plan, random_records(5 + number % 3, 7 + number)));
  return blocks;
}

/// The mean of slot i and the co-moment of i and j in long double: the definition.
long double direct_comoment(const std::vector<double>& records, std::uint32_t i, std::uint32_t j) {
  const std::size_t networks = records.size() / slots;
  long double mean_i = 0, mean_j = 0, sum = 0;
  for (std::size_t n = 0; n < networks; ++n)
    mean_i += records[n * slots + i];
  for (std::size_t n = 0; n < networks; ++n)
    mean_j += records[n * slots + j];
  mean_i /= networks, mean_j /= networks;
  for (std::size_t n = 0; n < networks; ++n)
    sum += (records[n * slots + i] - mean_i) * (records[n * slots + j] - mean_j);
  return sum;
}

TEST(Moments, PlanKeepsTheDiagonalAndThePairsOfTheGroups) {
  const std::vector<std::pair<std::uint32_t, std::uint32_t>> expected = {
      {0, 0}, {0, 2}, {1, 1}, {1, 2}, {2, 2}};
  EXPECT_EQ(plan.pairs, expected);
}

TEST(Moments, ReduceIsTheDefinition) {
  const auto records = random_records(1000, 1);
  const Moments moments = reduce(plan, records);
  ASSERT_EQ(moments.count, 1000u);
  for (std::size_t pair = 0; pair < plan.pairs.size(); ++pair) {
    const auto [i, j] = plan.pairs[pair];
    const auto expected = static_cast<double>(direct_comoment(records, i, j));
    EXPECT_NEAR(moments.comoment[pair], expected, 1e-8 * 1000);
    EXPECT_NEAR(covariance(plan, moments, j, i), expected / 999, 1e-8);
  }
}

TEST(Moments, UnionIsTheMomentsOfAllNetworks) {
  auto records = random_records(37, 2);
  const auto more = random_records(411, 3);
  const Moments left = reduce(plan, records), right = reduce(plan, more);
  records.insert(records.end(), more.begin(), more.end());
  const Moments all = reduce(plan, records), united = unite(plan, left, right);
  EXPECT_EQ(united.count, all.count);
  for (std::uint32_t slot = 0; slot < slots; ++slot)
    EXPECT_NEAR(united.mean[slot], all.mean[slot], 1e-10);
  for (std::size_t pair = 0; pair < plan.pairs.size(); ++pair)
    EXPECT_NEAR(united.comoment[pair], all.comoment[pair], 1e-7);
}

TEST(Moments, EmptySetIsNeutral) {
  const Moments some = reduce(plan, random_records(4, 4));
  EXPECT_EQ(unite(plan, Moments{}, some), some);
  EXPECT_EQ(unite(plan, some, Moments{}), some);
  EXPECT_EQ(unite_blocks(plan, {}).count, 0u);
}

TEST(Moments, OrderOfArrivalDoesNotChangeABit) {
  auto blocks = random_blocks(77);
  const Moments expected = unite_blocks(plan, blocks);
  std::mt19937 generator(5);
  for (int shuffle = 0; shuffle < 20; ++shuffle) {
    std::shuffle(blocks.begin(), blocks.end(), generator);
    EXPECT_EQ(unite_blocks(plan, blocks), expected);
  }
}

TEST(Moments, TreeIsAlignedToTheNumbers) {
  const auto blocks = random_blocks(7);
  const auto node = [&](std::vector<std::size_t> numbers) {
    std::vector<std::pair<std::uint64_t, Moments>> some;
    for (const std::size_t number : numbers)
      some.push_back(blocks[number]);
    return unite_blocks(plan, some);
  };
  // 3 is absent: its half of the node [2, 4) is skipped, and the rest of the tree stays as it is.
  const Moments expected = unite(plan, unite(plan, node({0, 1}), blocks[2].second),
                                 unite(plan, node({4, 5}), blocks[6].second));
  EXPECT_EQ(node({6, 5, 4, 2, 1, 0}), expected);
}

TEST(Moments, ForgettingTheCountsWouldBeSeen) {
  const Moments left = reduce(plan, random_records(1, 6)),
                right = reduce(plan, random_records(9, 7));
  const double naive = 0.5 * (left.mean[0] + right.mean[0]);
  EXPECT_GT(std::abs(unite(plan, left, right).mean[0] - naive), 1e-3);
}

}  // namespace
}  // namespace widefield
