#pragma once
#include <cstdint>
#include <vector>

// Do two samples have one law? Exact p-values for one statistic, a permutation test for the joint
// law. Independent of host/statistics, which has tests of its own.
namespace widefield::law {

/// One row per network, one column per statistic: [network][statistic].
struct Sample {
  int statistics = 0;
  std::vector<double> values;

  int size() const { return static_cast<int>(values.size()) / statistics; }
  double at(int network, int statistic) const {
    return values[static_cast<std::size_t>(network) * statistics + statistic];
  }
  std::vector<double> column(int statistic) const;
};

/// Kolmogorov-Smirnov test of two samples of equal size n: the exact probability, under one
/// continuous law, of a distance at least as large as the one seen:
/// P(n D >= c) = 2 sum_{i>=1} (-1)^(i-1) C(2n, n - i c) / C(2n, n) [gnedenko1951].
double kolmogorov_smirnov_p(std::vector<double> left, std::vector<double> right);

/// Energy distance 2 E|X-Y| - E|X-X'| - E|Y-Y'| of the joint laws [szekely2004], statistics
/// standardised by the pooled sample, with its permutation p-value (1 + number of permutations at
/// least as far) / (1 + permutations). Uses the first `count` networks of each sample: the cost
/// is count^2 per permutation. Consistent against every alternative.
struct EnergyTest {
  int count = 400, permutations = 999;
  std::uint64_t seed = 1;
};
double energy_p(const Sample& left, const Sample& right, const EnergyTest& test = {});

/// The smallest exact p-value over all statistics and over the sums, differences and products of
/// their standardised pairs (which see a wrong joint law behind right marginals), times their
/// number (Bonferroni): a valid p-value of "the joint laws are equal".
double smallest_p(const Sample& left, const Sample& right);

}  // namespace widefield::law
