#include "host/gaussian/activation_tail.hpp"

#include <boost/math/quadrature/gauss.hpp>
#include <cmath>

#include "host/gaussian/homogeneous.hpp"

namespace widefield {
namespace {

// Beyond, every activation is its tail to rounding.
constexpr double far = 40;

// int f over [-far, far]; kinks are at whole numbers.
template <class Function>
double integral(Function f) {
  double sum = 0;
  for (double from = -far; from < far; ++from)
    sum += boost::math::quadrature::gauss<double, 20>::integrate(f, from, from + 1);
  return sum;
}

SaturatingTail saturating(const Nonlinearity& phi) {
  const double high = phi.jet(far).value, low = phi.jet(-far).value;
  const auto deficit = [&](double h) {
    const double limit = h > 0 ? high : low, value = phi.jet(h).value;
    return (limit - value) * (limit + value);
  };
  const auto slope = [&](double h) { return std::pow(phi.jet(h).first, 2); };
  return {0.5 * (high + low), 0.5 * (high - low), integral(deficit), integral(slope)};
}

}  // namespace

Tail tail_of(const Nonlinearity& phi) {
  if (phi.activation.kind == ActivationKind::sin) return OtherTail{};
  if (phi.homogeneous && phi.homogeneous->power != 1 && phi.homogeneous->power != 0)
    return PowerTail{phi.homogeneous->power, average(powered(*phi.homogeneous, 2))};
  const double right = phi.jet(far).first, left = phi.jet(-far).first;
  constexpr double flat = 1e-12;
  if (std::abs(right) < flat && std::abs(left) < flat) return saturating(phi);
  return LinearTail{right, std::abs(left) < flat ? 0 : left};
}

}  // namespace widefield
