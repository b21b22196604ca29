#include "host/architecture/batch_norm/fixed_point.hpp"

#include <algorithm>
#include <boost/math/tools/minima.hpp>
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

// Where next(mu) / mu is largest, in x = ln(mu / epsilon), and how large it is. It falls as 1 / mu
// where mu is large.
struct Peak {
  double x, growth;
};
Peak peak_of(BatchLayer& layer) {
  constexpr double low = -12, high = 8, stride = 0.5;
  constexpr int half_the_bits = 26;
  const double epsilon = layer.law().epsilon;
  const auto fall = [&](double x) { return -layer.next(epsilon * std::exp(x)) / std::exp(x); };
  double best = low;
  for (double x = low; x <= high; x += stride)
    if (fall(x) < fall(best)) best = x;
  const auto [x, lowest] =
      boost::math::tools::brent_find_minima(fall, best - stride, best + stride, half_the_bits);
  return {x, -lowest};
}

// From ln(mu) in the direction in which the map moves, in strides that double, to where it turns;
// -infinity where it does not. Two turns may lie within one stride, on both sides of the peak.
double limit_of(BatchLayer& layer, double start) {
  const auto growth = [&](double x) { return std::log(layer.next(std::exp(x))) - x; };
  const double epsilon = layer.law().epsilon, lowest = std::log(vanishing * epsilon);
  const bool grows = growth(start) > 0;
  double from = start, stride = grows ? first_stride : -first_stride;
  while (from > lowest) {
    const double to = from + stride;
    if ((growth(to) > 0) != grows)
      return root_between(growth, std::min(from, to), std::max(from, to));
    from = to;
    stride *= 2;
  }
  const double top = peak_of(layer).x + std::log(epsilon);
  return top < start && growth(top) > 0 ? root_between(growth, top, start) : -infinite;
}

// The largest epsilon with a state. Where the peak is no higher than the limit at 0 by more than
// rounding, it is that.
double largest_epsilon(BatchLayer& layer, double at_zero) {
  constexpr double rounding = 1e-9;
  const double largest = peak_of(layer).growth;
  return largest > at_zero * (1 + rounding) ? largest : at_zero;
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
  const bool power = law.f.phi.homogeneous && law.f.shift == 0;
  const double degree = power ? law.f.phi.homogeneous->power : 1;
  if (degree < 1) return {infinite, infinite};
  BatchLaw probe = law;
  probe.epsilon = 1;
  BatchLayer layer(probe);
  if (degree > 1) return {largest_epsilon(layer, 0), 0};
  const BatchStep step = layer.step_at_zero();
  return {largest_epsilon(layer, step.forward.G), step.gradient.G};
}

}  // namespace widefield
