#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "kernels/random/normal.hpp"

namespace widefield {

/// What is kept of a large sample of supposed standard normals: power sums and a fine histogram.
class NormalSample {
 public:
  static constexpr int moments = 8;
  static constexpr int bins_per_unit = 2048, farthest = 8;  // histogram on [-8, 8)

  NormalSample() : histogram_(2 * farthest * bins_per_unit) {}
  void add(const Pack<float>& z);

  std::uint64_t count() const { return count_; }
  double moment(int order) const { return sums_[std::size_t(order - 1)] / double(count_); }
  double beyond(int sigmas) const;       // how many |z| >= sigmas
  double largest_distance() const;       // sup |F_n - Phi| over the borders of bins
  double chi_square_of(int bins) const;  // over equally wide bins of [-4, 4] and the two tails

 private:
  double below(int bin) const;
  std::uint64_t count_ = 0;
  std::array<double, moments> sums_{};
  std::vector<std::uint64_t> histogram_;
};

/// The p-values of every test of the law, by name.
std::vector<std::pair<std::string, double>> law_tests(const NormalSample& sample);

}  // namespace widefield
