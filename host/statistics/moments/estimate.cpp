#include "host/statistics/moments/estimate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "host/statistics/methods/policy.hpp"

namespace widefield {
namespace {

/// Its square does, and so its variance over networks is 0 or infinite.
bool leaves_range(double mean) {
  constexpr double far = 1e145;
  const double size = std::abs(mean);
  return mean != 0 && !(size >= 1 / far && size <= far);
}

}  // namespace

Estimate estimate(const Estimand& estimand, const MomentPlan& plan, const Moments& moments) {
  std::vector<double> means;
  for (const int slot : estimand.slots)
    means.push_back(moments.mean[slot]);
  FormValue form = evaluate(estimand.form, means);
  Estimate result{form.value, 0, std::move(form.gradient)};
  const Estimated self{&estimand, &result};
  result.standard_error = std::sqrt(std::max(0.0, covariance(self, self, plan, moments)));
  const bool lost = std::any_of(means.begin(), means.end(), leaves_range);
  if (moments.count < 2 || lost) result.standard_error = std::numeric_limits<double>::quiet_NaN();
  return result;
}

double covariance(const Estimated& left, const Estimated& right, const MomentPlan& plan,
                  const Moments& moments) {
  double sum = 0;
  for (std::size_t i = 0; i < left.estimand->slots.size(); ++i)
    for (std::size_t j = 0; j < right.estimand->slots.size(); ++j)
      sum += left.estimate->gradient[i] * right.estimate->gradient[j] *
             covariance(plan, moments, static_cast<std::uint32_t>(left.estimand->slots[i]),
                        static_cast<std::uint32_t>(right.estimand->slots[j]));
  return sum / static_cast<double>(moments.count);
}

std::vector<Moments> leave_one_out(const MomentPlan& plan,
                                   std::vector<std::pair<std::uint64_t, Moments>> blocks) {
  if (blocks.size() < 2) return {};
  std::sort(blocks.begin(), blocks.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  const std::size_t groups =
      std::min(blocks.size(), static_cast<std::size_t>(policy::jackknife_groups));
  std::vector<Moments> group(groups), after(groups + 1), without(groups);
  for (std::size_t k = 0; k < blocks.size(); ++k) {
    Moments& target = group[k * groups / blocks.size()];
    target = unite(plan, target, blocks[k].second);
  }
  for (std::size_t g = groups; g-- > 0;)
    after[g] = unite(plan, group[g], after[g + 1]);
  Moments before;
  for (std::size_t g = 0; g < groups; ++g) {
    without[g] = unite(plan, before, after[g + 1]);
    before = unite(plan, before, group[g]);
  }
  return without;
}

double jackknife_error(const std::vector<Moments>& without,
                       const std::function<double(const Moments&)>& function) {
  const auto groups = static_cast<double>(without.size());
  if (without.size() < 2) return std::numeric_limits<double>::quiet_NaN();
  std::vector<double> values;
  double mean = 0, square = 0;
  for (const Moments& moments : without)
    values.push_back(function(moments));
  for (const double value : values)
    mean += value / groups;
  for (const double value : values)
    square += (value - mean) * (value - mean);
  return std::sqrt(square * (groups - 1) / groups);
}

}  // namespace widefield
