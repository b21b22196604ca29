#pragma once
#include <functional>
#include <vector>

#include "widefield/comparison.hpp"
#include "widefield/moments.hpp"
#include "widefield/observable.hpp"

namespace widefield {

/// An estimand's value from the ensemble means, and how it changes with each of its slots.
struct Estimate {
  double value = 0;
  double standard_error = 0;  // delta method: sqrt(g^T C g / R)
  std::vector<double> gradient;
};
Estimate estimate(const Estimand& estimand, const MomentPlan& plan, const Moments& moments);

/// Covariance of two estimates, by the delta method. All pairs of their slots are in the plan.
struct Estimated {
  const Estimand* estimand;
  const Estimate* estimate;
};
double covariance(const Estimated& left, const Estimated& right, const MomentPlan& plan,
                  const Moments& moments);

/// Moments without one group of blocks each, for at most policy::jackknife_groups groups of
/// neighbouring blocks. Empty when there are fewer than two blocks.
std::vector<Moments> leave_one_out(const MomentPlan& plan,
                                   std::vector<std::pair<std::uint64_t, Moments>> blocks);

/// Jackknife standard error of a function of moments; NaN with fewer than two groups or where the
/// function has no value.
double jackknife_error(const std::vector<Moments>& without,
                       const std::function<double(const Moments&)>& function);

}  // namespace widefield
