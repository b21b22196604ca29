#pragma once
#include <gtest/gtest.h>

#include "tests/law/two_sample.hpp"

namespace widefield::law {

/// Significance of one comparison of two engines. There are fewer than 100 of them, so a suite of
/// right engines fails at a new seed with probability below 2e-6; seeds are fixed. What it sees is
/// shown by the planted samplers, which it must reject.
inline constexpr double significance = 1e-8;

/// Permutations give no p-value below 1 / (permutations + 1), so the joint test is made twice, on
/// separate networks, and rejects when both do: significance 1e-6.
inline constexpr EnergyTest energy_test{.count = 300, .permutations = 999, .seed = 1};

inline Sample later_networks(const Sample& sample, int first) {
  const auto start = sample.values.begin() + static_cast<std::ptrdiff_t>(first) * sample.statistics;
  return {sample.statistics, {start, sample.values.end()}};
}

inline bool energy_rejects(const Sample& left, const Sample& right) {
  const double least = 1.0 / (energy_test.permutations + 1);
  if (energy_p(left, right, energy_test) > least) return false;
  return energy_p(later_networks(left, energy_test.count), later_networks(right, energy_test.count),
                  energy_test) <= least;
}

/// "These samples have one law" is not rejected.
inline void expect_same_law(const Sample& left, const Sample& right) {
  EXPECT_GT(smallest_p(left, right), significance);
  EXPECT_FALSE(energy_rejects(left, right));
}

}  // namespace widefield::law
