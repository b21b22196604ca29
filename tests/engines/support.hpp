#pragma once
#include <cmath>
#include <string>
#include <vector>

#include "widefield/observable.hpp"
#include "widefield/simulate.hpp"

namespace widefield {

/// Records of networks first, first + 1, ...: [network][slot].
struct Records {
  RecordLayout layout;
  std::vector<double> values;

  std::size_t networks() const { return values.size() / layout.size(); }
  /// One slot over all networks.
  std::vector<double> column(const std::string& primitive, int layer,
                             const std::string& component) const;
  std::vector<double> column(const Slot& slot) const;
};

Records simulate_records(const Experiment& experiment, std::int64_t width, int networks,
                         const Machine& machine = {.threads = 2}, std::uint64_t first = 0);

/// An experiment on an mlp with these variances; everything else at its default.
Experiment mlp(const std::string& activation, double weight_variance, double bias_variance,
               int depth);

/// Mean and its standard error, central second moment and its standard error.
struct Summary {
  double mean, mean_error, variance, variance_error;
};
Summary summarise(const std::vector<double>& sample);

/// (measured - expected) / error. The tests of this folder hold |z| to 4.5, two-sided significance
/// 7e-6 each: with a few hundred of them a false alarm at a new seed has a chance of about 1e-3,
/// and seeds are fixed. Each sees an error of 7 standard errors with 99 %.
inline constexpr double largest_z = 4.5;
inline double z_score(double measured, double error, double expected) {
  return (measured - expected) / error;
}

}  // namespace widefield
