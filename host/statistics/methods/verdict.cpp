#include "host/statistics/methods/verdict.hpp"

#include <algorithm>
#include <cmath>

#include "host/statistics/methods/policy.hpp"

namespace widefield {
namespace {

/// What the intervals of all components say together.
struct Intervals {
  bool rejected = false;  // some interval without 0
  bool outside = false;   // some interval wholly outside the margin
  bool inside = true;     // every decisive interval within the tolerance
  std::size_t worst = 0;  // the component with the largest |z|
  double needed = 1;      // factor on the networks that would decide
  double widest = 0;      // largest standard error of a decisive component
  double deviation = 0;   // largest |deviation| of a decisive component
};

/// Networks, relative to those there are, after which the interval of a component leaves the doubt.
double factor_to_decide(const Component& one, double half, double margin) {
  const double room = std::abs(margin - std::abs(one.deviation));
  return room > 0 ? (half / room) * (half / room) : INFINITY;
}

void add(Intervals& all, const Component& one, const Assessment& test, double critical) {
  const double half = critical * one.standard_error, size = std::abs(one.deviation);
  const bool sized = std::isfinite(one.standard_error);
  const bool away = !(std::abs(one.z) <= critical);  // what is no number is not right
  all.rejected |= away;
  all.outside |= away && (!sized || size - half > test.margin);
  if (!sized || !one.decisive) return;
  const bool within = size + half <= test.tolerance;
  all.inside &= within;
  all.widest = std::max(all.widest, one.standard_error);
  all.deviation = std::max(all.deviation, size);
  if (!within) all.needed = std::max(all.needed, factor_to_decide(one, half, test.tolerance));
}

Intervals look(const Assessment& test, double critical) {
  Intervals all;
  for (std::size_t k = 0; k < test.components.size(); ++k) {
    add(all, test.components[k], test, critical);
    if (!(std::abs(test.components[k].z) <= std::abs(test.components[all.worst].z))) all.worst = k;
  }
  return all;
}

std::string word(const Intervals& all, const Assessment& test) {
  if (!test.unreliable.empty()) return "underpowered";
  if (all.outside) return "disagrees";
  if (!all.inside) return "underpowered";
  return all.rejected ? "close" : "agrees";
}

bool all_given(const Assessment& test) {
  return std::all_of(test.components.begin(), test.components.end(),
                     [](const Component& one) { return one.given && one.z == 0; });
}

}  // namespace

Verdict judge(const Assessment& test, double alpha) {
  Verdict verdict;
  verdict.tolerance = test.tolerance;
  if (test.components.empty()) {
    verdict.verdict = "underpowered";
    verdict.note = test.unreliable.empty() ? "there is nothing to compare" : test.unreliable;
    return verdict;
  }
  if (all_given(test)) {
    verdict.verdict = "underpowered";
    verdict.note = "only what the inputs fix could be compared, no number of a network";
    return verdict;
  }
  const MaximumLaw law(test.correlation);
  const double critical = law.critical(alpha);
  const Intervals all = look(test, critical);
  verdict.verdict = word(all, test);
  const double z = std::abs(test.components[all.worst].z);
  verdict.p = z == 0 ? 1.0 : law.tail(z);
  verdict.largest_relative_deviation = all.deviation;
  verdict.resolution = critical * all.widest;
  verdict.smallest_visible_error = (critical + normal_quantile(1 - policy::power)) * all.widest;
  verdict.note = test.unreliable;
  if (verdict.note.empty() && all.rejected)
    verdict.note = "largest deviation: " + test.components[all.worst].what;
  const double networks = std::ceil(
      std::max(all.needed * static_cast<double>(test.networks), test.networks_for_normality));
  constexpr double countable = 9e15;  // as integers in double precision
  if (verdict.verdict == "underpowered" && networks < countable)
    verdict.networks_to_decide = static_cast<std::int64_t>(networks);
  return verdict;
}

}  // namespace widefield
