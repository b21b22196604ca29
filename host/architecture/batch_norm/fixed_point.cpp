#include "host/architecture/batch_norm/fixed_point.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "host/gaussian/roots.hpp"

namespace widefield {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
// Of mu / epsilon: a fixed point this small is none.
constexpr double vanishing = 1e-12;
constexpr double first_stride = 0.25;

bool attracts(const BatchStep& step) {
  const BatchRates& rates = step.forward;
  for (const double rate : {rates.G, rates.L, rates.M, step.cross_batch})
    if (std::abs(rate) >= 1) return false;  // NaN: there is no such direction
  return true;
}

// From ln(mu) in the direction in which the map moves, in strides that double, to where it turns;
// -infinity where it does not.
double limit_of(BatchLayer& layer, double start) {
  const auto growth = [&](double x) { return std::log(layer.next(std::exp(x))) - x; };
  const double lowest = std::log(vanishing * layer.law().epsilon);
  const bool grows = growth(start) > 0;
  double from = start, stride = grows ? first_stride : -first_stride;
  while (from > lowest) {
    const double to = from + stride;
    if ((growth(to) > 0) != grows)
      return root_between(growth, std::min(from, to), std::max(from, to));
    from = to;
    stride *= 2;
  }
  return -infinite;
}

}  // namespace

BatchFixedPoint batch_fixed_point(BatchLayer& layer, double mu) {
  BatchFixedPoint point{};
  if (layer.law().epsilon > 0)
    point.mu = mu > 0 ? std::exp(limit_of(layer, std::log(mu))) : 0;
  else
    point.mu = layer.next(1);
  point.step = point.mu > 0 ? layer.step(point.mu) : layer.step_at_zero();
  point.stable = attracts(point.step);
  return point;
}

BatchCritical batch_critical(const BatchLaw& law) {
  if (law.f.phi.homogeneous && law.f.shift == 0 && law.f.phi.homogeneous->power != 1) {
    const double value = law.f.phi.homogeneous->power < 1 ? infinite : 0;
    return {value, value};
  }
  BatchLaw probe = law;
  probe.epsilon = 1;
  const BatchStep step = BatchLayer(probe).step_at_zero();
  return {step.forward.G, step.gradient.G};
}

}  // namespace widefield
